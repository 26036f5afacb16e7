"""Pickles that attack a reader: calls of functions, impossible tensors, bombs."""

import os
import pickle
import struct
import subprocess

from . import pth_files as pth

MARKER = "must_not_exist"


class Call:
    """Pickles as a call of any function with any arguments."""

    def __init__(self, function, *arguments, state=None):
        self.parts = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self):
        return self.parts


GLOBAL = b"cos\nsystem\n"


def attack(function, *arguments, protocol=2):
    return pickle.dumps(Call(function, *arguments), protocol)


def getattr_chain():
    first = Call(getattr, Call(__import__, "os"), "system")
    return pickle.dumps([first], 2)


HOSTILE = {
    "os.system": attack(os.system, f"touch {MARKER}"),
    "os.system, protocol 0": attack(os.system, f"touch {MARKER}", protocol=0),
    "os.system, protocol 4": attack(os.system, f"touch {MARKER}", protocol=4),
    "eval": attack(eval, f"open('{MARKER}', 'w')"),
    "exec": attack(exec, f"open('{MARKER}', 'w')"),
    "subprocess": attack(subprocess.Popen, ["touch", MARKER]),
    "open": attack(open, MARKER, "w"),
    "getattr chain": getattr_chain(),
    "__import__": attack(__import__, "antigravity"),
    "copyreg": pth.program(b"ccopy_reg\n_reconstructor\n(cos\nerror\nc__builtin__\nobject\nNtR"),
    "numpy object": b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n(K\x00tR.",
    "bytearray": attack(bytearray, 10),
    "torch.load in a file": pth.program(b"ctorch\nload\n(X\x01\x00\x00\x00atR"),
    "torch.jit": pth.program(b"ctorch.jit\nload\n)R"),
    "torch.nn.Module": pth.program(b"ctorch.nn.modules.linear\nLinear\n)\x81}b"),
    "dotted name": pth.program(b"\x8c\x05torch\x8c\x11_utils.os.system\x00\x93"),
    "dotted global": pth.program(b"ctorch\n_utils.sys.modules\n)R"),
    "INST": b"(S'touch " + MARKER.encode() + b"'\nios\nsystem\n.",
    "OBJ": b"(cos\nsystem\nS'touch " + MARKER.encode() + b"'\no.",
    "NEWOBJ": pth.program(GLOBAL, b")\x81"),
    "NEWOBJ of OrderedDict": pth.program(b"ccollections\nOrderedDict\n)\x81"),
    "NEWOBJ_EX": b"\x80\x04\x8c\x02os\x8c\x06system\x93)}\x92.",
    "EXT1": pth.program(b"\x82\x01"),
    "EXT2": pth.program(b"\x83\x01\x00"),
    "EXT4": pth.program(b"\x84\x01\x00\x00\x00"),
    "PERSID": b"P../../etc/passwd\n.",
    "next buffer": b"\x80\x05\x97.",
    "DUP": pth.program(b"K\x012\x86"),
    "REDUCE of a number": pth.program(b"K\x01)R"),
    "REDUCE without a tuple": pth.program(b"ccollections\nOrderedDict\nK\x01R"),
    "REDUCE of a storage type": pth.program(b"ctorch\nFloatStorage\n)R"),
    "OrderedDict of a function": pth.program(b"ccollections\nOrderedDict\n(", GLOBAL, b"tR"),
    "BUILD on a list": pth.program(b"]}b"),
    "BUILD with __class__": pth.program(
        b"ccollections\nOrderedDict\n)R}X\x09\x00\x00\x00__class__K\x01sb"
    ),
    "BUILD with slots": pth.program(b"ccollections\nOrderedDict\n)R(N}X\x01\x00\x00\x00aK\x01stb"),
    "BUILD on a name": pth.program(b"ccollections\nOrderedDict\n}b"),
    "BUILD on a tensor": pth.program(pth.tensor(), b"}b"),
    "APPEND to a name": pth.program(b"ccollections\nOrderedDict\nK\x01a"),
    "SETITEM on a list": pth.program(b"]K\x00K\x01s"),
    "list as a key": pth.program(b"}]K\x01s"),
    "nested tuple as a key": pth.program(b"}K\x01\x85\x85K\x01s"),
    "codec": pth.program(b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x06\x00\x00\x00base64tR"),
    "codec decode": pth.program(b"c_codecs\ndecode\n(X\x01\x00\x00\x00atR"),
    "set of a tensor": pth.program(b"c__builtin__\nset\n(", pth.tensor(), b"tR"),
    "complex of text": pth.program(b"c__builtin__\ncomplex\n(X\x01\x00\x00\x001NtR"),
    "Size of a list": pth.program(b"ctorch\nSize\n(]tR"),
    "Counter of a list": pth.program(b"ccollections\nCounter\n]\x85R"),
    "device of a number": pth.program(b"ctorch\ndevice\nK\x01\x85R"),
    "ADDITEMS to a list": pth.program(b"](K\x01\x90"),
    "names that are numbers": b"\x80\x04K\x01K\x02\x93.",
    "a remembered mark": b"\x80\x02(q\x00.",
    "huge text": b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.",
    "huge text of 4 GB": b"\x80\x02X\xff\xff\xff\xff.",
    "huge bytes": b"\x80\x04\x8e\x00\x00\x00\x00\x00\x01\x00\x00.",
    "huge bytearray": b"\x80\x05\x96\x00\x00\x00\x00\x00\x01\x00\x00.",
    "negative length": b"\x80\x02T\xff\xff\xff\xff.",
    "huge integer": pth.program(b"\x8b\xff\xff\xff\x7f"),
    "long integer": pth.program(b"\x8b" + struct.pack("<I", 5000) + b"\x7f" * 5000),
    "integer of many digits": b"I" + b"9" * 100_000 + b"\n.",
    "long of many digits": b"L" + b"9" * 100_000 + b"L\n.",
    "integer key": pth.program(b"}\x8a\xff" + b"\x7f" * 255 + b"K\x01s"),
    "frame": b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7fcos\nsystem\n.",
    "protocol 200": b"\x80\xc8N.",
    "unknown instruction": b"\x80\x02\xffN.",
    "no end": b"\x80\x02N",
    "empty": b"",
    "nothing on the stack": b"\x80\x02.",
    "two things on the stack": b"\x80\x02NN.",
    "only a mark": b"\x80\x02(.",
    "missing mark": b"\x80\x02NNt.",
    "pop of nothing": b"\x80\x020.",
    "missing memo": b"\x80\x02h\x05.",
    "huge memo": b"\x80\x02Nr\xff\xff\xff\xffj\xfe\xff\xff\xff.",
    "key without a value": b"\x80\x02}(K\x01u.",
    "wrong word": pth.program(pth.tensor(of=pth.storage(word="module"))),
    "unknown storage type": pth.program(pth.tensor(of=pth.storage(kind="QInt8Storage"))),
    "storage type that is none": pth.program(b"(X\x07\x00\x00\x00storageNNNNtQ"),
    "persistent id that is no tuple": pth.program(b"K\x01Q"),
    "persistent id of the wrong length": pth.program(b"(NtQ"),
    "missing storage": pth.program(pth.tensor(of=pth.storage(key="7", numel=1 << 40))),
    "storage with a path": pth.program(pth.tensor(of=pth.storage(key="../../../etc/passwd"))),
    "storage larger than it is": pth.program(pth.tensor(of=pth.storage(numel=1 << 40))),
    "negative numel": pth.program(pth.tensor(of=pth.storage(numel=-1))),
    "immense numel": pth.program(pth.tensor(of=pth.storage(numel=1 << 100))),
    "numel that overflows": pth.program(pth.tensor(of=pth.storage(numel=1 << 62))),
    "one storage, two types": pth.program(
        b"(", pth.tensor(), pth.tensor(of=pth.storage("IntStorage")), b"t"
    ),
    "negative strides": pth.program(pth.tensor(strides=(-2, 1), offset=2)),
    "negative shape": pth.program(pth.tensor(shape=(-2, 2))),
    "negative offset": pth.program(pth.tensor(offset=-1)),
    "reaching too far": pth.program(pth.tensor(strides=(3, 1))),
    "offset too far": pth.program(pth.tensor(offset=1)),
    "huge shape": pth.program(pth.tensor(shape=(1 << 40, 1 << 40))),
    "huge strides": pth.program(pth.tensor(strides=(1 << 62, 1))),
    "expanded beyond all measure": pth.program(pth.tensor((1 << 40,), (0,))),
    "expanded until it overflows": pth.program(pth.tensor((1 << 32, 1 << 32), (0, 0))),
    "strides that do not fit": pth.program(pth.tensor(shape=(2, 2), strides=(1,))),
    "100 dimensions": pth.program(pth.tensor((1,) * 100, (1,) * 100)),
    "requires_grad that is none": pth.program(pth.tensor(grad=b"K\x02")),
    "gradients of integers": pth.program(
        pth.tensor(of=pth.storage("IntStorage"), grad=b"\x88"),
    ),
    "tensor without a storage": pth.program(pth.tensor(of=b"N")),
    "elements that are no bytes": pth.program(
        b"ctorch._utils\n_rebuild_tensor_v3\n(",
        pth.storage(),
        pth.number(0) + pth.numbers((2,)) + pth.numbers((1,)),
        b"\x89Nctorch\nuint16\ntR",
    ),
    "sparse tensor": pth.program(pth.tensor(rebuild="_rebuild_sparse_tensor")),
    "parameter of a number": pth.program(
        b"ctorch._utils\n_rebuild_parameter\n(K\x01\x88ccollections\nOrderedDict\n)RtR"
    ),
}


def bomb_of_copies():
    """A long list once, then a set of it again and again."""
    items = b"](" + b"".join(pth.number(i) for i in range(100_000)) + b"e\x85q\x010"
    again = b"h\x02h\x01R0" * 100_000
    return pth.program(b"c__builtin__\nset\nq\x020", items, again, b"N")


def bomb_of_nested_tuples():
    """t = (t, t) two hundred times over; only hashing or printing it would take for ever."""
    return b"K\x01" + b"q\x01h\x01\x86" * 200


def bomb_of_text():
    encode = b"c_codecs\nencode\nq\x010" + pth.text("x" * 1_000_000)
    return pth.program(encode, pth.text("latin1"), b"\x86q\x020", b"h\x01h\x02R" * 10_000)
