"""What to use in place of names that minidnn does not have, and of packages built on PyTorch."""

INSTEAD = {
    "torch.quantization": "minidnn has no quantised networks; train in float32",
    "torch.ao": "minidnn has no quantised networks; train in float32",
    "torch.fx": "minidnn records no graph of code; `minidnn.summary(model, shape)` lists layers",
    "torch.sparse": "minidnn's tensors are dense; use them dense (x.to_dense() changes nothing)",
    "torch.Tensor.to_sparse": "minidnn's tensors are dense; leave the call out",
    "Tensor.to_sparse": "minidnn's tensors are dense; leave the call out",
    "Tensor.reinforce": "PyTorch took it out in version 0.3: use distributions, log_prob(action)",
    "torch.symeig": "use torch.linalg.eigh; PyTorch took it out in version 2.0",
    "torch.eig": "use torch.linalg.eig; PyTorch took it out in version 2.0",
    "torch.gesv": "use torch.linalg.solve; PyTorch took it out in version 1.2",
    "torch.rfft": "use torch.fft.rfft; PyTorch took the function out in version 1.8",
    "torchvision.datasets": "unpack the files and read them with datasets.ImageFolder",
}

# Packages that import PyTorch's own code, so that no redirection of names helps
PACKAGES = {
    "torchtext": "minidnn.text has tokenizers, vocabularies and readers of published texts",
    "torchaudio": "minidnn reads no sound; Python's `wave` and scipy.io.wavfile give arrays",
    "torchsummary": "use minidnn.summary(model, shape)",
    "torchinfo": "use minidnn.summary(model, shape)",
    "torchmetrics": "minidnn.metrics has accuracy, precision, recall and the confusion matrix",
    "torchviz": "loss.grad_fn.next_functions walks the graph",
    "pytorch_lightning": "minidnn.training.fit is a training loop with callbacks",
    "lightning": "minidnn.training.fit is a training loop with callbacks",
    "ignite": "minidnn.training.fit is a training loop with callbacks",
    "fastai": "minidnn.training.fit is a training loop with callbacks",
    "timm": "minidnn.vision.models has the common networks with published weights",
    "transformers": "",
    "torch_geometric": "",
    "torch_xla": "",
    "kornia": "",
}
