# %% tags=["exercise-10.5"]
answer = dict(enumerate("eadcb", start=1))
