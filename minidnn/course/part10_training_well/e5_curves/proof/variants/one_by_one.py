# %% tags=["exercise-10.5"]
answer = {}
answer[1], answer[2] = "e", "a"
answer[3] = "d"
answer[4] = "c"
answer[5] = "b"
