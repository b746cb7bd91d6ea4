// Nanoseconds that NLopt's controlled random search takes for an evaluation of a function that does next to nothing, in C.
//
//     cc -O2 nlopt_calls.c -l:libnlopt.so.0 -lm -o nlopt-calls && ./nlopt-calls EVALUATIONS

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// As nlopt.h declares them; the header is not needed to run the library.
typedef double (*nlopt_func)(unsigned n, const double *x, double *gradient, void *data);
typedef struct nlopt_opt_s *nlopt_opt;
int nlopt_algorithm_from_string(const char *name);
nlopt_opt nlopt_create(int algorithm, unsigned n);
void nlopt_destroy(nlopt_opt);
int nlopt_set_min_objective(nlopt_opt, nlopt_func, void *);
int nlopt_set_lower_bounds1(nlopt_opt, double);
int nlopt_set_upper_bounds1(nlopt_opt, double);
int nlopt_set_maxeval(nlopt_opt, int);
int nlopt_optimize(nlopt_opt, double *x, double *value);

static long calls;

static double square(unsigned n, const double *x, double *gradient, void *data) {
    (void)n, (void)gradient, (void)data;
    calls++;
    return x[0] * x[0];
}

int main(int count, char **arguments) {
    double x = 0.5, value;
    nlopt_opt optimizer = nlopt_create(nlopt_algorithm_from_string("GN_CRS2_LM"), 1);
    if (count != 2 || !optimizer) return 2;
    nlopt_set_min_objective(optimizer, square, NULL);
    nlopt_set_lower_bounds1(optimizer, -1);
    nlopt_set_upper_bounds1(optimizer, 1);
    nlopt_set_maxeval(optimizer, atoi(arguments[1]));
    struct timespec begin, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    int status = nlopt_optimize(optimizer, &x, &value);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    nlopt_destroy(optimizer);
    printf("%g\n", ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / calls);
    return status < 0;
}
