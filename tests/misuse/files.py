"""Misuses of save and load: the call, the kind of error, a part of its sentence."""

CASES = {
    "save and load": [
        (
            "minidnn.save(model)",
            "TypeError",
            "save: path is missing. It takes obj, path, format",
        ),
        (
            'minidnn.save("model.minidnn", model)',
            "TypeError",
            "save: expected a path or an open binary file; got Sequential",
        ),
        (
            'minidnn.save(model.state_dict(), nowhere / "m.minidnn")',
            "ValueError",
            "nowhere/m.minidnn cannot be written: the folder nowhere does not exist; make it first",
        ),
        (
            "minidnn.save(model.state_dict(), folder)",
            "ValueError",
            "is a folder; give the name of a file in it",
        ),
        (
            'minidnn.save(lambda x: x, folder / "f.minidnn")',
            "TypeError",
            "save: the object is",
        ),
        (
            "minidnn.save(model.state_dict(), None)",
            "TypeError",
            "save: expected a path or an open binary file; got NoneType",
        ),
        (
            "minidnn.save(model.state_dict(), 5)",
            "TypeError",
            "save: expected a path or an open binary file; got int",
        ),
        (
            "minidnn.load()",
            "TypeError",
            "load: path is missing. It takes path, map_location, weights_only",
        ),
        (
            'minidnn.load(nowhere / "m.minidnn")',
            "FileNotFoundError",
            "[Errno 2] No such file or directory: 'nowhere/m.minidnn'",
        ),
        (
            "minidnn.load(folder)",
            "IsADirectoryError",
            "[Errno 21] Is a directory: ''",
        ),
        (
            "minidnn.load(None)",
            "TypeError",
            "load: expected a path or an open binary file; got NoneType",
        ),
        (
            "minidnn.load(empty_file)",
            "CheckpointError",
            "e.minidnn: is empty",
        ),
        (
            "minidnn.load(text_file)",
            "CheckpointError",
            "text_file.minidnn: begins with b'hello\\nhe'; expected a checkpoint of "
            "minidnn, a .pth file of PyTorch, a .safetensors or an .npz file",
        ),
        (
            "minidnn.load(cut_file)",
            "CheckpointError",
            "cut_file.minidnn: the directory of the zip file is damaged or cut short "
            "(File is not a zip file); get a new copy of the file",
        ),
        (
            "minidnn.load(pickle_file)",
            "CheckpointError",
            "pickle_file.minidnn: is a bare pickle, which could run code; save it with "
            "torch.save, or as .npz",
        ),
        (
            'minidnn.load(good_file, map_location="gpu")',
            "NoDevice",
            "device: expected one of 'cpu'",
        ),
        (
            'minidnn.load(good_file, device="cpu")',
            "TypeError",
            "load: there is no argument 'device'; did you mean map_location? It takes "
            "path, map_location, weights_only",
        ),
        (
            "minidnn.load(good_file)(X)",
            "TypeError",
            "'dict' object is not callable",
        ),
        (
            "model.load_state_dict(good_file)",
            "TypeError",
            "load_state_dict: expected a dictionary, got <class 'pathlib.",
        ),
        (
            'model.load_state_dict("model.minidnn")',
            "TypeError",
            "load_state_dict: expected a dictionary, got <class 'str'>",
        ),
        (
            "model.load_state_dict(model)",
            "TypeError",
            "load_state_dict: expected a dictionary, got <class "
            "'minidnn.nn.containers.Sequential'>",
        ),
        (
            "model.load_state_dict({})",
            "StateDictError",
            "load_state_dict: the state does not fit Sequential: missing: 0.weight, "
            "0.bias, 2.weight, 2.bias",
        ),
        (
            'model.load_state_dict({**state, "extra": state["0.weight"]})',
            "StateDictError",
            "load_state_dict: the state does not fit Sequential: unexpected: extra",
        ),
        (
            'model.load_state_dict({**state, "0.weight": state["0.bias"]})',
            "StateDictError",
            "load_state_dict: the state does not fit Sequential: wrong shape: 0.weight "
            "(file (8,), module (8, 4))",
        ),
        (
            'model.load_state_dict({**state, "0.weight": "a"})',
            "TypeError",
            "load_state_dict: 0.weight must be a tensor or an array of numbers, got <class 'str'>",
        ),
        (
            "model.load(good_file)",
            "NoPart",
            "'Sequential' object has no attribute 'load'; use "
            "model.load_state_dict(minidnn.load(path))",
        ),
        (
            "nn.Module.load(good_file)",
            "AttributeError",
            "type object 'Module' has no attribute 'load'",
        ),
        (
            "other.load_state_dict(model.state_dict())",
            "StateDictError",
            "load_state_dict: the state does not fit Sequential: unexpected: 2.weight, "
            "2.bias; wrong shape: 0.weight (file (8, 4), module (2, 3)), 0.bias (file "
            "(8,), module (2,))",
        ),
    ],
}
