"""The error for an attribute that a module has not."""

from typing import Any

from ..missing import nearest

HABITS = {  # what other libraries call it
    "load": "model.load_state_dict(minidnn.load(path))",
    "save": "minidnn.save(model.state_dict(), path)",
    "fit": "minidnn.training.fit(model, (x, y), ...)",
    "predict": "minidnn.training.predict(model, x)",
    "evaluate": "minidnn.training.evaluate(model, (x, y), ...)",
    "compile": "minidnn.training.fit(model, ..., criterion=..., optimizer=...)",
    "backward": "loss.backward()",
    "shape": "[p.shape for p in model.parameters()]",
    "device": "next(model.parameters()).device",
    "dtype": "next(model.parameters()).dtype",
    "grad": "[p.grad for p in model.parameters()]",
    "numpy": "model.state_dict()",
}


class NoPart(AttributeError):
    """Its text is made when somebody reads it: hasattr asks often."""

    def __init__(self, module: Any, name: str) -> None:
        super().__init__(module, name)
        self.module, self.missing = module, name

    def __str__(self) -> str:
        text = f"{type(self.module).__name__!r} object has no attribute {self.missing!r}"
        if self.missing in HABITS:
            return f"{text}; use {HABITS[self.missing]}"
        known = {*vars(self.module), *dir(type(self.module))}
        close = nearest(self.missing, sorted(n for n in known if not n.startswith("_")))
        return f"{text}; did you mean {close}?" if close else text
