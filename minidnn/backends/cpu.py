"""The CPU."""


def get_cpu_capability() -> str:
    """"DEFAULT": NumPy chooses its instructions when it runs."""
    return "DEFAULT"
