"""Misuses of text and models: the call, the kind of error, a part of its sentence."""

CASES = {
    "text and models": [
        (
            "text.CharTokenizer()",
            "TypeError",
            "CharTokenizer: text is missing. It takes text",
        ),
        (
            "text.CharTokenizer(5)",
            "TypeError",
            "CharTokenizer: an argument is of the wrong kind; got text=5 ('int' object "
            "is not iterable)",
        ),
        (
            'text.CharTokenizer("abc").encode("xyz")',
            "ValueError",
            "CharTokenizer: the character 'x' at position 0 is not among the 3 that it "
            "knows: 'abc'",
        ),
        (
            'text.CharTokenizer("abc").decode([99])',
            "ValueError",
            "CharTokenizer: there is no token 99; tokens are 0 to 2",
        ),
        (
            'text.BytePairTokenizer.train("abc", -1)',
            "ValueError",
            "BytePairTokenizer.train: vocab_size must be at least 257 (the bytes and 1 "
            "special tokens); got -1",
        ),
        (
            "text.BytePairTokenizer.train(5, 10)",
            "ValueError",
            "BytePairTokenizer.train: vocab_size must be at least 257 (the bytes and 1 "
            "special tokens); got 10",
        ),
        (
            "text.Windows([1, 2, 3], 10)",
            "ValueError",
            "Windows: a window of 10 tokens and the one after it need a text of at least "
            "11; got shape (3,). Use shorter windows",
        ),
        (
            'text.letter_entropy("")',
            "ValueError",
            "letter_entropy: the text is empty",
        ),
        (
            "models.GPT()",
            "TypeError",
            "GPT: vocab_size, block_size are missing. It takes vocab_size, block_size, "
            "n_layer, n_head, n_embd, dropout, bias, gelu",
        ),
        (
            "models.GPT(10)",
            "TypeError",
            "GPT: block_size is missing. It takes vocab_size, block_size, n_layer, "
            "n_head, n_embd, dropout, bias, gelu",
        ),
        (
            "models.GPT(10, 8, 1, 3, 16)",
            "ValueError",
            "GPT: n_embd 16 must be divisible by n_head 3",
        ),
        (
            "models.GPT(-1, 8, 1, 2, 16)",
            "ValueError",
            "Embedding: num_embeddings and embedding_dim must be at least 1, got -1 and 16",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16)(X)",
            "RuntimeError",
            "embedding: the input must hold integers; got float32: use .long()",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16)(minidnn.zeros(1, 20).long())",
            "ValueError",
            "GPT: 20 tokens are more than block_size 8; use a shorter text, or the last "
            "tokens of it",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16)(minidnn.full((1, 4), 99))",
            "IndexError",
            "embedding: the index holds 99, and dimension 0 takes [0, 10)",
        ),
        (
            'models.GPT(10, 8, 1, 2, 16).generate("abc", 5)',
            "ValueError",
            "generate: the model has no tokenizer; set model.tokenizer or give tokens",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([0], -5)",
            "ValueError",
            "generate: length must not be negative; got -5",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([99], 5)",
            "IndexError",
            "embedding: the index holds 99, and dimension 0 takes [0, 10)",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([], 5)",
            "ValueError",
            "generate: the prompt must be at least one token, (T,) or (N, T) integers; "
            "got float64 (0,)",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([0], 5, temperature=-1)",
            "ValueError",
            "generate: temperature must be from 0; got -1",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([0], 5, top_k=0)",
            "ValueError",
            "generate: top_k must be from 1; got 0",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([0], 5, top_p=2)",
            "ValueError",
            "generate: top_p must be in (0, 1]; got 2",
        ),
        (
            "models.GPT(10, 8, 1, 2, 16).generate([0], 5, max_new_tokens=3)",
            "TypeError",
            "generate: there is no argument 'max_new_tokens'; did you mean length? It "
            "takes model, prompt, length, temperature, top_k, top_p, seed, stream, stop, "
            "cached",
        ),
        (
            'models.CharRNN(10, 8, 8, 1, "lstmm")',
            "ValueError",
            "CharRNN: kind must be one of rnn, gru, lstm; got 'lstmm'",
        ),
        (
            'models.CharRNN(10, 8, 8, 1, "lstm")(X)',
            "RuntimeError",
            "embedding: the input must hold integers; got float32: use .long()",
        ),
        (
            "models.CharRNN()",
            "TypeError",
            "CharRNN: vocab_size is missing. It takes vocab_size, n_embd, hidden_size, "
            "n_layer, kind, dropout",
        ),
        (
            "models.Seq2Seq()",
            "TypeError",
            "Seq2Seq: source_size, target_size are missing. It takes source_size, "
            "target_size, n_embd, hidden_size, padding",
        ),
        (
            "models.TextCNN(10, 2)(X)",
            "RuntimeError",
            "embedding: the input must hold integers; got float32: use .long()",
        ),
        (
            "models.GPTT()",
            "NoAttribute",
            "minidnn.models has no GPTT; did you mean GPT?",
        ),
    ],
}
