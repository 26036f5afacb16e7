"""What stopped or misled newcomers once, each sentence of it a test through the public doors alone.

Nothing here imports the inside of the library: the commands as they are typed, and public names.
So these tests say the same of any version, and each of them failed on the one before.
"""
