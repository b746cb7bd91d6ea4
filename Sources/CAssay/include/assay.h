#ifndef ASSAY_H
#define ASSAY_H

/*
 * Assay's C interface: methods written in C, or in any language that can export a C structure.
 *
 * A library exports one structure, `assay_library`. From it the host gets factories by name, from the factory of methods
 * their cards and the methods, and from a method what it can do, again by name. What the host offers, a problem's oracles
 * above all, is asked for in the same way. So either side may grow without the other: a name ends in its revision, a
 * structure begins with its size, and what one side does not know it answers with NULL.
 *
 * Compatibility. Within ASSAY_ABI no member is removed, moved or given another meaning; new members go to the end of a
 * structure, and `size` tells whether they are there. A host refuses a library with another ASSAY_ABI.
 *
 * Threads. The host calls one function of a library at a time, all from one thread. A method calls the host from the
 * thread that it was called in, and from no other. A method has no threads of its own left when it returns.
 *
 * Memory. Who allocates frees. What the host passes is valid until the call returns, unless it is said to last longer.
 * Strings are UTF-8 and end with a zero byte; the host never changes them.
 *
 * Signals, streams, files. A method sets no signal handlers, may write to its standard streams (nobody reads them for
 * results), and may write files below the folder that TMPDIR names.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_ABI 1u

#if defined(__GNUC__)
#define ASSAY_EXPORT __attribute__((visibility("default")))
#else
#define ASSAY_EXPORT
#endif

/* What an oracle, and a method, returns. */
typedef enum assay_status {
    ASSAY_OK = 0,
    /* The budget is spent or the time is up; nothing was computed, nothing written. A method returns it as it came. */
    ASSAY_STOP = 1,
    /* The method cannot go on; `assay_run.fail` has said why. */
    ASSAY_FAILED = 2,
} assay_status;

/* ------------------------------------------------------------------------------------------------ the library */

/* The one symbol that a library exports: `ASSAY_EXPORT const assay_library_t assay_library = {...};` */
typedef struct assay_library {
    uint32_t size; /* sizeof(assay_library_t) */
    uint32_t abi;  /* ASSAY_ABI */
    /* Called once, before anything else. False where the library cannot work here. May be NULL. */
    bool (*start)(void);
    /* A factory by its name, or NULL where the library has none of that name. What it points to lasts for good. */
    const void *(*factory)(const char *name);
} assay_library_t;

/* ---------------------------------------------------------------------------------------------------- methods */

typedef enum assay_option_type {
    ASSAY_INTEGER = 0,
    ASSAY_NUMBER = 1,
    ASSAY_FLAG = 2,   /* integer 0 or 1 */
    ASSAY_CHOICE = 3, /* one of `choices` */
} assay_option_type;

/* An option of a method. The host checks every value against its limits before a method sees it. */
typedef struct assay_option {
    uint32_t size;
    uint32_t id; /* stays the same for good, whatever happens to name and order */
    const char *name;
    assay_option_type type;
    int64_t integer_default, integer_low, integer_high;
    double number_default, number_low, number_high;
    const char *const *choices; /* ends with NULL; the first is the default */
    const char *unit;           /* "" for none */
    const char *documentation;
} assay_option_t;

typedef struct assay_value {
    uint32_t id; /* of the option */
    int64_t integer;
    double number;
    const char *choice;
} assay_value_t;

/* What a method says of itself. The host reads it when the library is installed, and again after every later load. */
typedef struct assay_card {
    uint32_t size;
    const char *id; /* lower case and dashes: "accelerated-gradient" */
    const char *name;
    const char *summary;
    const char *role;         /* "optimizer", "compressor" or "searcher" */
    const char *const *needs; /* problem kinds, ends with NULL: {"Smooth", NULL}; `assay problems` shows what instances offer */
    const assay_option_t *options;
    uint32_t option_count;
    /* The paper; NULL and 0 where there is none. */
    const char *paper_title, *paper_authors, *paper_arxiv;
    int32_t paper_year;
} assay_card_t;

typedef struct assay_method {
    uint32_t size;
    void *data; /* the library's own */
    /* Ends the method; the host calls it once, after everything else. */
    void (*destroy)(struct assay_method *method);
    /* What it can do, by name: ASSAY_OPTIMIZER, ASSAY_COMPRESSOR, ASSAY_SEARCHER. NULL for what it cannot. */
    const void *(*extension)(struct assay_method *method, const char *name);
} assay_method_t;

#define ASSAY_METHODS "assay.methods/1"
/* The factory of methods. */
typedef struct assay_methods {
    uint32_t size;
    uint32_t count;
    /* The card of method `index`; lasts for good. */
    const assay_card_t *(*card)(uint32_t index);
    /* A new method with a value for each of its options. NULL where it cannot be made. */
    assay_method_t *(*create)(uint32_t index, const assay_value_t *values, uint32_t value_count);
} assay_methods_t;

/* -------------------------------------------------------------------------------------------------- the run */

typedef struct assay_problem assay_problem_t;

/* The way back to the host while a method runs. */
typedef struct assay_run {
    uint32_t size;
    void *host;
    uint64_t seed;
    /* A number of the run's generator (xoshiro256++, the same on every machine). Streams are independent of each other. */
    uint64_t (*random)(const struct assay_run *run, uint64_t stream);
    /* Likewise, uniform in [0, 1). */
    double (*uniform)(const struct assay_run *run, uint64_t stream);
    /* Hands an answer over: a point for optimizers, different indices for searchers. The host judges it, off the clock;
       the best one counts. Of a long run it looks at the first twenty offers, one for each twentieth by which
       their number grows, and the last. */
    void (*offer_point)(const struct assay_run *run, const double *point, size_t count);
    void (*offer_selection)(const struct assay_run *run, const int64_t *selection, size_t count);
    /* A figure that the method states of itself; kept apart from what the host measures. */
    void (*report)(const struct assay_run *run, const char *name, double value);
    void (*log)(const struct assay_run *run, const char *message);
    /* For a method that works long without an oracle: ASSAY_STOP once the time is up. */
    assay_status (*check_time)(const struct assay_run *run);
    /* Says why the method cannot go on; then it returns ASSAY_FAILED. */
    void (*fail)(const struct assay_run *run, const char *reason);
} assay_run_t;

/* What a method is given. Its oracles are extensions, by the names below. */
struct assay_problem {
    uint32_t size;
    void *host;
    /* NULL where the problem has none of that name. What it points to lasts as long as the problem. */
    const void *(*extension)(const assay_problem_t *problem, const char *name);
};

/* -------------------------------------------------------------------------------------------------- the roles */

#define ASSAY_OPTIMIZER "assay.optimizer/1"
typedef struct assay_optimizer {
    uint32_t size;
    assay_status (*minimize)(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run);
} assay_optimizer_t;

#define ASSAY_SEARCHER "assay.searcher/1"
typedef struct assay_searcher {
    uint32_t size;
    assay_status (*search)(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run);
} assay_searcher_t;

/* A place to put bytes or tensors; the host's. */
typedef struct assay_sink {
    uint32_t size;
    void *host;
    void (*bytes)(const struct assay_sink *sink, const uint8_t *bytes, size_t count); /* appends */
    /* Adds a tensor of single-precision numbers, row by row. */
    void (*tensor)(const struct assay_sink *sink, const char *name, const int64_t *shape, size_t axes, const float *values);
} assay_sink_t;

#define ASSAY_COMPRESSOR "assay.compressor/1"
typedef struct assay_compressor {
    uint32_t size;
    /* Puts the compressed bytes into the sink. */
    assay_status (*compress)(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run, const assay_sink_t *sink);
    /* Puts every tensor, or byte, into the sink, from the compressed bytes alone: in a process that has nothing else, with a method whose
       options have their defaults. Bytes may be damaged: then ASSAY_FAILED, and nothing worse. */
    assay_status (*restore)(assay_method_t *method, const uint8_t *bytes, size_t count, const assay_sink_t *sink);
} assay_compressor_t;

/* ------------------------------------------------------------------------------------- oracles of optimizers */

/* f: R^n -> R. Each call of an oracle is charged by the name in brackets. */
#define ASSAY_OBJECTIVE "assay.objective/1"
typedef struct assay_objective {
    uint32_t size;
    size_t dimension;    /* n */
    const double *start; /* n numbers: where to begin */
    assay_status (*value)(const assay_problem_t *problem, const double *point, double *value); /* [values] */
} assay_objective_t;

#define ASSAY_BOUNDED "assay.bounded/1"
typedef struct assay_bounded {
    uint32_t size;
    const double *lower, *upper; /* n numbers each: the minimum lies between */
} assay_bounded_t;

#define ASSAY_DIFFERENTIABLE "assay.differentiable/1"
typedef struct assay_differentiable {
    uint32_t size;
    /* Writes n numbers and the value; `value` may be NULL. [gradients] */
    assay_status (*gradient)(const assay_problem_t *problem, const double *point, double *gradient, double *value);
} assay_differentiable_t;

#define ASSAY_TWICE_DIFFERENTIABLE "assay.twice-differentiable/1"
typedef struct assay_twice_differentiable {
    uint32_t size;
    /* Writes the Hessian at the point times the vector. [hessianProducts] */
    assay_status (*hessian_product)(const assay_problem_t *problem, const double *point, const double *vector, double *product);
} assay_twice_differentiable_t;

#define ASSAY_APPROXIMATE_HESSIAN "assay.approximate-hessian/1"
typedef struct assay_approximate_hessian {
    uint32_t size;
    /* Likewise with the Fisher or Gauss-Newton matrix. [curvatureProducts] */
    assay_status (*curvature_product)(const assay_problem_t *problem, const double *point, const double *vector, double *product);
} assay_approximate_hessian_t;

#define ASSAY_SMOOTH "assay.smooth/1"
typedef struct assay_smooth {
    uint32_t size;
    double smoothness;       /* a Lipschitz constant of the gradient */
    double strong_convexity; /* zero where the function is merely convex */
} assay_smooth_t;

#define ASSAY_FINITE_SUM "assay.finite-sum/1"
typedef struct assay_finite_sum {
    uint32_t size;
    size_t component_count; /* m, of f = (1/m) sum of f_i */
    /* Writes the mean gradient over a batch and the mean value; `value` may be NULL. [components, one for each term] */
    assay_status (*gradient)(
        const assay_problem_t *problem, const int64_t *batch, size_t batch_count, const double *point, double *gradient, double *value);
} assay_finite_sum_t;

#define ASSAY_COMPOSITE "assay.composite/1"
/* f = g + h, with g smooth; `assay_objective.value` is that of f. */
typedef struct assay_composite {
    uint32_t size;
    double smooth_part_smoothness;
    assay_status (*smooth_gradient)(const assay_problem_t *problem, const double *point, double *gradient, double *value); /* [gradients] */
    /* argmin over x of h(x) + |x - point|^2 / (2 step), for step > 0. [proximals] */
    assay_status (*proximal)(const assay_problem_t *problem, const double *point, double step, double *result);
} assay_composite_t;

#define ASSAY_RANKED "assay.ranked/1"
/* f: R^n -> R of which only the order of points is told. */
typedef struct assay_ranked {
    uint32_t size;
    size_t dimension;
    const double *start; /* n numbers */
    /* Writes the indices of the best `top` of `count` points, the best first; points lie one after the other. [rankedPoints, `count` of them] */
    assay_status (*ranking)(const assay_problem_t *problem, const double *points, size_t count, size_t top, int64_t *order);
} assay_ranked_t;

/* ---------------------------------------------------------------------------------------- oracles of searchers */

#define ASSAY_NEAREST_NEIGHBORS "assay.nearest-neighbors/1"
typedef struct assay_nearest_neighbors {
    uint32_t size;
    size_t count;     /* vectors, known by 0..count-1 */
    size_t dimension; /* numbers of a vector */
    /* Squared Euclidean distances from vector `index`, or from a query. [distances, one for each of `others`] */
    assay_status (*distances_from_index)(
        const assay_problem_t *problem, size_t index, const int32_t *others, size_t other_count, float *distances);
    assay_status (*distances_from_query)(
        const assay_problem_t *problem, const float *query, const int32_t *others, size_t other_count, float *distances);
    assay_status (*vector)(const assay_problem_t *problem, size_t index, float *vector); /* [vectors] */
    /*
     * Called once, when the index is built: the host asks its queries. `answer` writes up to k different vectors, nearest
     * first, and how many they are; it returns what a method returns. The host times building and answering apart.
     */
    assay_status (*serve)(
        const assay_problem_t *problem, void *data,
        assay_status (*answer)(void *data, const float *query, size_t k, int32_t *neighbors, size_t *neighbor_count));
} assay_nearest_neighbors_t;

#define ASSAY_MEDOIDS "assay.medoids/1"
typedef struct assay_medoids {
    uint32_t size;
    size_t count;         /* objects */
    size_t medoid_count;  /* k */
    const int64_t *start; /* k different objects, the same for every method */
    /* Writes `count` dissimilarities between object `index` and every object. [dissimilarities, `count` of them, the
     * first time] */
    assay_status (*dissimilarities)(const assay_problem_t *problem, size_t index, double *row);
} assay_medoids_t;

/* ------------------------------------------------------------------------------------- oracles of compressors */

typedef struct assay_tensor {
    const char *name;
    const int64_t *shape;
    size_t axes;
    const float *values; /* row by row */
} assay_tensor_t;

typedef struct assay_layer {
    const char *weight; /* the tensor's name: outputs x inputs */
    const char *bias;   /* NULL for none */
} assay_layer_t;

#define ASSAY_NETWORK_WEIGHTS "assay.network-weights/1"
typedef struct assay_network_weights {
    uint32_t size;
    const assay_tensor_t *tensors; /* every one must come back from `restore`, with its name and shape */
    size_t tensor_count;
    const assay_layer_t *layers; /* the linear maps, in the order of the data's way */
    size_t layer_count;
    size_t calibration_count;
    /* What enters a layer when calibration data passes: calibration_count x inputs numbers, row by row. [forwardPasses] */
    assay_status (*inputs)(const assay_problem_t *problem, size_t layer, double *inputs);
} assay_network_weights_t;

#define ASSAY_RAW_BYTES "assay.raw-bytes/1"
/* A block to be made smaller without loss. `restore` puts its bytes into the sink, and no tensors. */
typedef struct assay_raw_bytes {
    uint32_t size;
    const uint8_t *bytes;
    size_t count;
} assay_raw_bytes_t;

#ifdef __cplusplus
}
#endif
#endif
