"""Speed and memory of minidnn, side by side with PyTorch, other libraries and the bare floors."""
