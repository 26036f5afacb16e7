"""One rank goes wrong in the way that is asked for, while the others wait for it."""

import os
import signal
import sys
import time

import minidnn
from minidnn import distributed as dist

dist.init_process_group("gloo")
way = sys.argv[1]
if dist.get_rank() == 1:
    time.sleep(0.2)
    if way == "raise":
        raise ZeroDivisionError("division by zero")
    elif way == "exit":
        sys.exit(3)
    elif way == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
x = minidnn.ones(3)
while True:
    dist.all_reduce(x)
