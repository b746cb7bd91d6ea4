// Asks for the value of the start until the budget is spent: what a metered call costs in the C lane.
//
// ID is the method's; libraries that differ in nothing else serve to fill a registry.

#include <assay.h>
#include <math.h>
#include <string.h>

#ifndef ID
#define ID "spinning-c"
#endif

static assay_status minimize(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run) {
    (void)method;
    const assay_objective_t *objective = problem->extension(problem, ASSAY_OBJECTIVE);
    run->offer_point(run, objective->start, objective->dimension);
    double sum = 0, value;
    while (isfinite(sum)) {
        assay_status status = objective->value(problem, objective->start, &value);
        if (status != ASSAY_OK) return status;
        sum += value;
    }
    return ASSAY_OK;
}

static const void *method_extension(assay_method_t *method, const char *name) {
    static const assay_optimizer_t optimizer = {sizeof optimizer, minimize};
    (void)method;
    return strcmp(name, ASSAY_OPTIMIZER) == 0 ? &optimizer : NULL;
}

static const assay_card_t *card(uint32_t index) {
    static const char *const needs[] = {"Objective", NULL};
    static const assay_card_t card = {
        .size = sizeof card, .id = ID, .name = "Spinning, in C", .summary = "Asks for one value again and again.", .role = "optimizer", .needs = needs,
    };
    return index == 0 ? &card : NULL;
}

static assay_method_t *create(uint32_t index, const assay_value_t *values, uint32_t value_count) {
    static assay_method_t method = {.size = sizeof method, .extension = method_extension};
    (void)values, (void)value_count;
    return index == 0 ? &method : NULL;
}

static const void *factory(const char *name) {
    static const assay_methods_t methods = {sizeof methods, 1, card, create};
    return strcmp(name, ASSAY_METHODS) == 0 ? &methods : NULL;
}

ASSAY_EXPORT const assay_library_t assay_library = {sizeof assay_library, ASSAY_ABI, NULL, factory};
