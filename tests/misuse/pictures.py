"""Misuses of plot: the call, the kind of error, a part of its sentence."""

CASES = {
    "plot": [
        (
            "plot.curves()",
            "ValueError",
            "curves: give a History, or several: curves(adam=h1, sgd=h2)",
        ),
        (
            "plot.curves(3)",
            "TypeError",
            "curves: expected what fit returns, a History; got int for run 1",
        ),
        (
            "plot.curves([0.5, 0.4, 0.3])",
            "TypeError",
            "curves: expected what fit returns, a History; got float for run 1",
        ),
        (
            'plot.curves(history, scale="logarithmic")',
            "ValueError",
            "curves: scale must be 'linear' or 'log'; got 'logarithmic'",
        ),
        (
            "plot.curves(history, smooth=2)",
            "ValueError",
            "curves: smooth must be in [0, 1); got 2",
        ),
        (
            'plot.curves(history, smooth="much")',
            "ValueError",
            "curves: smooth must be in [0, 1); got 'much'",
        ),
        (
            "plot.curves(training.History())",
            "ValueError",
            "curves: the history is empty; train first",
        ),
        (
            "plot.confusion_matrix()",
            "TypeError",
            "confusion_matrix: y_true is missing. It takes y_true, y_pred, classes, title",
        ),
        (
            "plot.confusion_matrix(Y)",
            "ValueError",
            "confusion_matrix: expected a square matrix; got shape (60,)",
        ),
        (
            "plot.confusion_matrix(Y, Y[:10])",
            "ValueError",
            "confusion_matrix: y_true (60,) and y_pred (10,) must have one label and one "
            "prediction for every sample",
        ),
        (
            "plot.confusion_matrix(labels_as_words, Y)",
            "TypeError",
            "confusion_matrix: y_true must be class numbers or scores, got <U3; number "
            "words with numpy.unique(words, return_inverse=True)[1]",
        ),
        (
            'plot.confusion_matrix([0, 1], [0, 1], ["only one"])',
            "TypeError",
            "confusion_matrix: takes at most 2 arguments without a name, got 3; give the "
            "others by name: classes, title",
        ),
        (
            "plot.images(5)",
            "TypeError",
            "images: expected an array or tensor of images (N,H,W) or (N,C,H,W); got 5",
        ),
        (
            "plot.images(np.zeros((0, 8, 8)))",
            "ValueError",
            "images: there is no image to draw",
        ),
        (
            'plot.images(np.zeros((4, 8, 8)), ["a"])',
            "ValueError",
            "images: 4 images but 1 labels",
        ),
        (
            'plot.images("photo.jpg")',
            "TypeError",
            "images: expected an array or tensor of images (N,H,W) or (N,C,H,W); got 'photo.jpg'",
        ),
        (
            "plot.filters(5)",
            "TypeError",
            "filters: expected a model or an array of weights; got 5",
        ),
        (
            "plot.decision_boundary(model, X, Y)",
            "ValueError",
            "decision_boundary: expected x (N,2) and y (N,); got (60, 4), (60,)",
        ),
        (
            "plot.decision_boundary(X, Y)",
            "TypeError",
            "decision_boundary: y is missing. It takes model, x, y, classes, features, resolution",
        ),
        (
            "plot.histograms(5)",
            "TypeError",
            "histograms: expected a model; got 5",
        ),
        (
            "plot.histograms(nn.ReLU())",
            "ValueError",
            "histograms: the model has no parameters",
        ),
        (
            'plot.save("a.png", plot.curves(history))',
            "TypeError",
            "plot.save: expected a figure and then a path, plot.save(figure, 'x.png'); "
            "got str first",
        ),
        (
            'plot.save(plot.curves(history), folder / "a.xyz")',
            "ValueError",
            "plot.save: cannot write a.xyz",
        ),
        (
            'plot.save(plot.curves(history), nowhere / "a.png")',
            "ValueError",
            "nowhere/a.png cannot be written: the folder nowhere does not exist; make it first",
        ),
        (
            'plot.save(None, folder / "a.png")',
            "TypeError",
            "plot.save: expected a figure and then a path, plot.save(figure, 'x.png'); "
            "got NoneType first",
        ),
        (
            "plot.learning_rate(5)",
            "TypeError",
            "learning_rate: expected a History or a list of rates; got 5",
        ),
        (
            "plot.gradient_flow(other)",
            "ValueError",
            "gradient_flow: there is no gradient yet; call loss.backward() first",
        ),
        (
            "plot.loss_landscape(model)",
            "TypeError",
            "loss_landscape: criterion, x, y are missing. It takes model, criterion, x, "
            "y, span, resolution, seed",
        ),
        (
            "plot.graph(5)",
            "ValueError",
            "plot.graph: nothing was recorded for this; give a tensor that was computed "
            "from one with requires_grad=True, outside of no_grad",
        ),
        (
            "plot.curve(history)",
            "NoAttribute",
            "minidnn.plot has no curve; did you mean curves?",
        ),
        (
            "plot.attention(5)",
            "ValueError",
            "attention: expected weights (L, S) or (heads, L, S); got ()",
        ),
        (
            "plot.embedding_map(5)",
            "TypeError",
            "embedding_map: tokens is missing. It takes vectors, tokens, title",
        ),
    ],
}
