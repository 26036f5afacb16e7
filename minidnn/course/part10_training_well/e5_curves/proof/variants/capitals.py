# %% tags=["exercise-10.5"]
answer = {1: "E", 2: "A ", 3: "D", 4: "C", 5: "B"}
