# %% tags=["exercise-10.5"]
answer = {
    #### BEGIN IMPLEMENTATION ####
    1: "e",
    2: "a",
    3: "d",
    4: "c",
    5: "b",
    #### END IMPLEMENTATION ####
}
