"""Storage: the memory behind a tensor and its views, as one row of numbers."""

from ..versions import owner_of


class Storage:
    """The memory of a tensor: storage[i], len(storage), storage.tolist(), storage.data_ptr()."""

    def __init__(self, tensor):
        owner = owner_of(tensor.array)
        self.kind = type(tensor).result
        self.array = owner.reshape(-1) if owner.flags.forc else tensor.array.reshape(-1)
        if owner.flags.f_contiguous and not owner.flags.c_contiguous:
            self.array = owner.T.reshape(-1)
        self.dtype, self.device = tensor.dtype, tensor.device

    def __len__(self):
        return self.array.size

    size = __len__

    def __getitem__(self, index):
        part = self.array[index]
        return part.tolist() if isinstance(index, slice) else part.item()

    def __setitem__(self, index, value):
        self.array[index] = value

    def __iter__(self):
        return iter(self.tolist())

    def tolist(self):
        """All numbers as a list."""
        return self.array.tolist()

    def data_ptr(self):
        """The address of the first element."""
        return self.kind(self.array).data_ptr()

    def nbytes(self):
        """Bytes of all elements."""
        return self.array.nbytes

    def element_size(self):
        """Bytes per element."""
        return self.array.itemsize

    def __eq__(self, other):
        return isinstance(other, Storage) and self.data_ptr() == other.data_ptr()

    __hash__ = object.__hash__

    def __repr__(self):
        numbers = "\n".join(f" {x}" for x in self.tolist())
        name = self.kind(self.array).type().partition(".")[2].replace("Tensor", "Storage")
        return f"{numbers}\n[minidnn.{name} of size {len(self)}]"
