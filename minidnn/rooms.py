"""Written by tools/make_stubs.py: the room where each rare name stands, the methods."""

PUBLIC = {
    "minidnn.functional.elementary": """
    acos acosh arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh
    copysign cosh deg2rad exp2 expm1 fix float_power fmax fmin frac frexp gcd greater
    greater_equal heaviside hypot isinf isneginf isposinf isreal lcm ldexp less less_equal log10
    log1p log2 logaddexp logaddexp2 logit nan_to_num nextafter not_equal positive rad2deg
    reciprocal rsub sgn signbit sinc sinh tan xlogy
    """,
    "minidnn.functional.special": """
    digamma erf erfc erfinv i0 igamma igammac lgamma mvlgamma polygamma
    """,
    "minidnn.functional.picking": """
    argwhere as_strided diag diag_embed diagflat diagonal diagonal_scatter index_reduce isin
    masked_scatter narrow narrow_copy put repeat_interleave scatter_reduce select select_scatter
    slice_scatter take take_along_dim trace unravel_index
    """,
    "minidnn.functional.arranging": """
    adjoint alias_copy atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes
    broadcast_tensors cartesian_prod column_stack combinations concat concatenate detach_copy
    diagonal_copy diff dsplit dstack expand_copy fliplr flipud gradient hsplit hstack meshgrid
    moveaxis permute_copy ravel rot90 row_stack select_copy split_copy split_with_sizes
    split_with_sizes_copy squeeze_copy swapaxes swapdims t_copy tensor_split tile transpose_copy
    unbind_copy unfold_copy unsafe_chunk unsafe_split unsafe_split_with_sizes unsqueeze_copy
    view_copy vsplit vstack
    """,
    "minidnn.functional.statistics": """
    allclose aminmax corrcoef count_nonzero cov equal isclose kthvalue median mode msort nanmean
    nanmedian nanquantile nansum quantile std_mean var_mean
    """,
    "minidnn.functional.running": """
    cummax cummin cumprod cumulative_trapezoid logcumsumexp renorm trapezoid trapz
    """,
    "minidnn.functional.counting": """
    bincount bucketize histc histogram histogramdd searchsorted unique unique_consecutive
    """,
    "minidnn.functional.algebra": """
    addbmm addmv addr baddbmm cdist chain_matmul cross dist ger inner kron mv pdist tensordot
    vander vdot
    """,
    "minidnn.functional.complexes": """
    angle complex conj conj_physical imag is_complex is_conj is_neg polar real resolve_conj
    resolve_neg view_as_complex view_as_complex_copy view_as_real view_as_real_copy
    """,
    "minidnn.functional.decompositions": """
    cholesky cholesky_inverse cholesky_solve det frobenius_norm inverse logdet lstsq lu lu_solve
    lu_unpack matrix_exp matrix_power matrix_rank nuclear_norm orgqr pca_lowrank pinverse qr
    slogdet svd svd_lowrank triangular_solve
    """,
    "minidnn.functional.spectra": """
    istft stft
    """,
    "minidnn.tensor.sampling": """
    asarray bartlett_window bernoulli binomial blackman_window empty_permuted empty_strided
    from_dlpack frombuffer hamming_window hann_window kaiser_window logspace multinomial normal
    poisson randint_like range scalar_tensor tril_indices triu_indices
    """,
    "minidnn.settings": """
    are_deterministic_algorithms_enabled can_cast compiled_with_cxx11_abi detach dtype finfo
    get_default_device get_deterministic_debug_mode get_device get_float32_matmul_precision
    get_num_interop_threads get_num_threads iinfo is_deterministic_algorithms_warn_only_enabled
    is_distributed is_floating_point is_inference is_inference_mode_enabled is_nonzero
    is_same_size is_signed is_storage is_tensor is_warn_always_enabled layout memory_format
    numel promote_types result_type seed set_default_device set_default_tensor_type
    set_deterministic_debug_mode set_float32_matmul_precision set_flush_denormal
    set_num_interop_threads set_num_threads set_printoptions set_warn_always typename
    use_deterministic_algorithms
    """,
}
METHOD = {
    "minidnn.functional.elementary": """
    acos acosh arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh
    copysign cosh deg2rad exp2 expm1 fix float_power fmax fmin frac frexp gcd greater
    greater_equal heaviside hypot isinf isneginf isposinf isreal lcm ldexp less less_equal log10
    log1p log2 logaddexp logaddexp2 logit nan_to_num nextafter not_equal positive rad2deg
    reciprocal sgn signbit sinc sinh tan xlogy
    """,
    "minidnn.functional.special": """
    digamma erf erfc erfinv i0 igamma igammac lgamma mvlgamma polygamma
    """,
    "minidnn.functional.picking": """
    argwhere as_strided diag diag_embed diagflat diagonal diagonal_scatter index_reduce
    masked_scatter narrow narrow_copy put repeat_interleave scatter_reduce select select_scatter
    slice_scatter take take_along_dim trace unfold
    """,
    "minidnn.functional.arranging": """
    adjoint diff dsplit fliplr flipud hsplit moveaxis ravel reshape_as rot90 split_with_sizes
    sum_to_size swapaxes swapdims tensor_split tile unsafe_chunk unsafe_split
    unsafe_split_with_sizes vsplit
    """,
    "minidnn.functional.statistics": """
    allclose aminmax corrcoef count_nonzero cov equal isclose kthvalue median mode msort nanmean
    nanmedian nanquantile nansum quantile
    """,
    "minidnn.functional.running": """
    cummax cummin cumprod logcumsumexp renorm
    """,
    "minidnn.functional.counting": """
    bincount histc histogram unique unique_consecutive
    """,
    "minidnn.functional.algebra": """
    addbmm addmv addr baddbmm cross dist ger inner kron mv vdot
    """,
    "minidnn.functional.complexes": """
    angle conj conj_physical is_complex is_conj is_neg resolve_conj resolve_neg
    """,
    "minidnn.functional.decompositions": """
    cholesky cholesky_inverse cholesky_solve det inverse logdet lstsq lu lu_solve matrix_exp
    matrix_power orgqr pinverse qr slogdet svd triangular_solve
    """,
    "minidnn.functional.spectra": """
    istft stft
    """,
}

ROOM = {name: room for room, names in PUBLIC.items() for name in names.split()}
METHODS = {n: room for room, names in METHOD.items() for n in names.split()}
