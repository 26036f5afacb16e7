"""Which names of PyTorch a program uses, and where: read from its syntax tree, nothing is run."""

import ast
from dataclasses import dataclass, field

from .hook import foreign

UNKNOWN, OTHER = "", "*"  # a variable; something of another package than torch


@dataclass(frozen=True)
class Use:
    """A name of torch or torchvision, the place where it stands, and its keyword arguments."""

    name: str
    place: str
    keywords: tuple[str, ...] = ()


@dataclass
class Names:
    """All uses in a program; methods: attributes of things whose kind the syntax does not tell."""

    uses: list[Use] = field(default_factory=list)
    methods: list[Use] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)
    packages: list[Use] = field(default_factory=list)


def collect(cells) -> Names:
    """The names that a program's cells use; they share one namespace."""
    names = Names()
    scope: dict[str, str] = {}
    trees = [(cell.label, cell.tree) for cell in cells if cell.tree is not None]
    for _, tree in trees:
        bind(tree, scope, True)
    for label, tree in trees:
        Visitor(names, label, [scope]).visit(tree)
    return names


class Visitor(ast.NodeVisitor):
    """Walks one tree with a list of scopes, the innermost last."""

    def __init__(self, names: Names, label: str, scopes: list[dict[str, str]]):
        self.names, self.label, self.scopes = names, label, scopes

    def place(self, node) -> str:
        return f"{self.label}line {node.lineno}"

    def lookup(self, name: str) -> str:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return UNKNOWN

    def dotted(self, node) -> str:
        """The full name that a chain of attributes stands for; UNKNOWN or OTHER if it is none."""
        if isinstance(node, ast.Name):
            return self.lookup(node.id)
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base not in (UNKNOWN, OTHER) else base
        if isinstance(node, ast.Call | ast.Subscript):  # np.array(...)[0].mode: not a tensor's
            base = self.dotted(node.func if isinstance(node, ast.Call) else node.value)
            return OTHER if base == OTHER else UNKNOWN
        return OTHER if isinstance(node, ast.Constant | ast.JoinedStr) else UNKNOWN

    def visit_Import(self, node):
        for alias in node.names:
            self.imported(alias.name, node)

    def visit_ImportFrom(self, node):
        if node.level:
            return
        if not foreign(node.module):
            self.imported(node.module, node)
            return
        for alias in node.names:
            star = alias.name == "*"
            name = node.module if star else f"{node.module}.{alias.name}"
            self.names.uses.append(Use(name, self.place(node)))

    def imported(self, name, node):
        found = self.names.uses if foreign(name) else self.names.packages
        found.append(Use(name, self.place(node)))

    def visit_Call(self, node):
        name = self.dotted(node.func)
        if isinstance(node.func, ast.Attribute | ast.Name) and foreign(name):
            keywords = tuple(k.arg for k in node.keywords if k.arg)
            self.names.uses.append(Use(name, self.place(node.func), keywords))
        else:
            self.visit(node.func)
        for child in [*node.args, *node.keywords]:
            self.visit(child)

    def visit_Attribute(self, node):
        name = self.dotted(node)
        if foreign(name):
            self.names.uses.append(Use(name, self.place(node)))
            return
        if name == UNKNOWN:
            if isinstance(node.ctx, ast.Store):
                self.names.defined.add(node.attr)
            else:
                self.names.methods.append(Use(node.attr, self.place(node)))
        self.visit(node.value)

    def visit_Name(self, node):
        name = self.lookup(node.id)
        if isinstance(node.ctx, ast.Load) and foreign(name):
            self.names.uses.append(Use(name, self.place(node)))

    def visit_FunctionDef(self, node):
        self.names.defined.add(node.name)
        outsides = [*node.decorator_list, *node.args.defaults, *annotations(node)]
        for outside in filter(None, outsides):
            self.visit(outside)
        self.inside(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.inside(node)

    def inside(self, node):
        """The body of a function, where its arguments and variables hide outer names."""
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        given += filter(None, [node.args.vararg, node.args.kwarg])
        scope = {argument.arg: UNKNOWN for argument in given}
        body = node.body if isinstance(node.body, list) else [node.body]
        for statement in body:
            bind(statement, scope, False, self.scopes)
        deeper = Visitor(self.names, self.label, [*self.scopes, scope])
        for statement in body:
            deeper.visit(statement)


def annotations(node):
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [*(a.annotation for a in arguments), node.returns, *node.args.kw_defaults]


def bind(tree, scope, outermost, scopes=()):
    """Enter what the statements of one scope bind: imports, aliases such as F = nn.functional."""
    look = Visitor(Names(), "", [*scopes, scope])
    for node in within(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                full = alias.name if alias.asname else root
                scope[alias.asname or root] = full if foreign(full) else OTHER
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                local = node.level or not foreign(full)
                # a class of the program's own may well be a tensor or a module
                kind = UNKNOWN if node.level else OTHER
                scope[alias.asname or alias.name] = kind if local else full
        elif isinstance(node, ast.Assign):
            value = look.dotted(node.value)
            if isinstance(node.value, ast.Call | ast.Subscript) and foreign(value):
                value = UNKNOWN
            for target in node.targets:
                for name in stored(target):
                    before = scope.setdefault(name, value)
                    if before != value and not foreign(before):
                        scope[name] = UNKNOWN
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not outermost:
            scope.setdefault(node.id, UNKNOWN)


def within(tree):
    """All nodes of a scope, without the bodies of the functions and classes in it."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        inner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
        if not isinstance(node, inner):
            todo.extend(reversed(list(ast.iter_child_nodes(node))))


def stored(target):
    return [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
