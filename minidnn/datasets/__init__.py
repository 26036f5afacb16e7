"""Data sets: two shipped in the package, and readers of the well-known image collections."""

from minidnn.datasets.shipped import Table, breast_cancer_split, load_breast_cancer, load_digits

__all__ = ["Table", "breast_cancer_split", "load_breast_cancer", "load_digits"]
