// Nesterov's accelerated gradient descent for smooth and strongly convex functions (Bubeck, "Convex Optimization:
// Algorithms and Complexity", 2015, section 3.7.1), in C.
//
//     cc -O2 -shared -fPIC -I Sources/CAssay/include Examples/C/accelerated_gradient.c -o libaccelerated_c.so -lopenblas
//     assay install libaccelerated_c.so
//     assay compare --on logistic/digits --methods accelerated-gradient accelerated-gradient-c --budget 200gradients

#include <assay.h>
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static assay_status iterate(
    const assay_problem_t *problem, const assay_run_t *run, size_t n, const assay_differentiable_t *oracle, double momentum, double step,
    double *x, double *y, double *next, double *gradient) {
    run->offer_point(run, y, n);
    while (1) {
        assay_status status = oracle->gradient(problem, x, gradient, NULL);
        if (status != ASSAY_OK) return status;
        // y_{t+1} = x_t - grad f(x_t) / beta
        memcpy(next, x, n * sizeof *x);
        cblas_daxpy((int)n, -step, gradient, 1, next, 1);
        // x_{t+1} = (1 + gamma) y_{t+1} - gamma y_t
        for (size_t i = 0; i < n; i++) x[i] = next[i] + momentum * (next[i] - y[i]);
        memcpy(y, next, n * sizeof *y);
        run->offer_point(run, y, n);
    }
}

static assay_status minimize(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run) {
    (void)method;
    const assay_objective_t *objective = problem->extension(problem, ASSAY_OBJECTIVE);
    const assay_differentiable_t *oracle = problem->extension(problem, ASSAY_DIFFERENTIABLE);
    const assay_smooth_t *smooth = problem->extension(problem, ASSAY_SMOOTH);
    if (!(smooth->strong_convexity > 0)) {
        run->fail(run, "it wants a positive constant of strong convexity, and the problem states none");
        return ASSAY_FAILED;
    }
    // gamma = (sqrt(kappa) - 1) / (sqrt(kappa) + 1), with kappa = beta / alpha
    double root = sqrt(smooth->smoothness / smooth->strong_convexity);
    size_t n = objective->dimension;
    double *memory = malloc(4 * n * sizeof *memory);
    if (memory == NULL) return ASSAY_FAILED;
    memcpy(memory, objective->start, n * sizeof *memory);
    memcpy(memory + n, objective->start, n * sizeof *memory);
    assay_status status = iterate(
        problem, run, n, oracle, (root - 1) / (root + 1), 1 / smooth->smoothness, memory, memory + n, memory + 2 * n, memory + 3 * n);
    free(memory);
    return status;
}

static const void *method_extension(assay_method_t *method, const char *name) {
    static const assay_optimizer_t optimizer = {sizeof optimizer, minimize};
    (void)method;
    return strcmp(name, ASSAY_OPTIMIZER) == 0 ? &optimizer : NULL;
}

static const assay_card_t *card(uint32_t index) {
    static const char *const needs[] = {"Smooth", NULL};
    static const assay_card_t card = {
        .size = sizeof card,
        .id = "accelerated-gradient-c",
        .name = "Nesterov's accelerated gradient, in C",
        .summary = "Gradient steps from points extrapolated along the last step, for strongly convex functions.",
        .role = "optimizer",
        .needs = needs,
        .paper_title = "Convex Optimization: Algorithms and Complexity",
        .paper_authors = "Sébastien Bubeck",
        .paper_arxiv = "1405.4980",
        .paper_year = 2015,
    };
    return index == 0 ? &card : NULL;
}

static assay_method_t *create(uint32_t index, const assay_value_t *values, uint32_t value_count) {
    // Without options there is nothing to keep, and one method does for all.
    static assay_method_t method = {.size = sizeof method, .extension = method_extension};
    (void)values, (void)value_count;
    return index == 0 ? &method : NULL;
}

static const void *factory(const char *name) {
    static const assay_methods_t methods = {sizeof methods, 1, card, create};
    return strcmp(name, ASSAY_METHODS) == 0 ? &methods : NULL;
}

ASSAY_EXPORT const assay_library_t assay_library = {sizeof assay_library, ASSAY_ABI, NULL, factory};
