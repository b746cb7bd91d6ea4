#include "assay.h"

// The layout that libraries are built with. A failure here is a break of the interface: put it back, or raise ASSAY_ABI.
#if defined(__LP64__)
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved")
AT(assay_library_t, start, 8);
AT(assay_library_t, factory, 16);
AT(assay_option_t, name, 8);
AT(assay_option_t, integer_default, 24);
AT(assay_option_t, choices, 72);
AT(assay_option_t, documentation, 88);
AT(assay_value_t, choice, 24);
AT(assay_card_t, id, 8);
AT(assay_card_t, needs, 40);
AT(assay_card_t, option_count, 56);
AT(assay_card_t, paper_year, 88);
AT(assay_method_t, extension, 24);
AT(assay_methods_t, create, 16);
AT(assay_run_t, seed, 16);
AT(assay_run_t, offer_point, 40);
AT(assay_run_t, fail, 80);
AT(assay_problem_t, extension, 16);
AT(assay_objective_t, value, 24);
AT(assay_bounded_t, upper, 16);
AT(assay_ranked_t, ranking, 24);
AT(assay_nearest_neighbors_t, serve, 48);
AT(assay_medoids_t, dissimilarities, 32);
AT(assay_network_weights_t, inputs, 48);
AT(assay_raw_bytes_t, count, 16);
AT(assay_compressor_t, restore, 16);
AT(assay_sink_t, tensor, 24);
#endif
