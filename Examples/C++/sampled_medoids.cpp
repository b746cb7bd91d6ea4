// k medoids by drawing sets at random and keeping the best: what every method of the field has to beat, in C++.
//
//     c++ -std=c++17 -O2 -shared -fPIC -I Sources/CAssay/include Examples/C++/sampled_medoids.cpp -o libsampled_medoids.so
//     assay install libsampled_medoids.so
//     assay compare --on medoids/digits-10 --methods fasterpam sampled-medoids 'sampled-medoids[draws=500]'

#include <assay.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

namespace {

struct Method {
    assay_method_t base;
    int64_t draws;
};

assay_status search(assay_method_t *method, const assay_problem_t *problem, const assay_run_t *run) {
    auto draws = reinterpret_cast<Method *>(method)->draws;
    auto medoids = static_cast<const assay_medoids_t *>(problem->extension(problem, ASSAY_MEDOIDS));
    std::vector<int64_t> objects(medoids->count);
    std::iota(objects.begin(), objects.end(), 0);
    std::vector<double> row(medoids->count), nearest(medoids->count);
    double best = std::numeric_limits<double>::infinity();
    for (int64_t draw = 0; draw < draws; draw++) {
        // A partial Fisher-Yates shuffle: the first k objects are the draw.
        std::fill(nearest.begin(), nearest.end(), std::numeric_limits<double>::infinity());
        for (size_t i = 0; i < medoids->medoid_count; i++) {
            auto other = i + static_cast<size_t>(run->uniform(run, 0) * static_cast<double>(medoids->count - i));
            std::swap(objects[i], objects[other]);
            auto status = medoids->dissimilarities(problem, static_cast<size_t>(objects[i]), row.data());
            if (status != ASSAY_OK) return status;
            for (size_t j = 0; j < row.size(); j++) nearest[j] = std::min(nearest[j], row[j]);
        }
        auto deviation = std::accumulate(nearest.begin(), nearest.end(), 0.0);
        if (deviation < best) {
            best = deviation;
            run->offer_selection(run, objects.data(), medoids->medoid_count);
        }
    }
    run->report(run, "deviation", best);
    return ASSAY_OK;
}

const void *extension(assay_method_t *, const char *name) {
    static const assay_searcher_t searcher{sizeof searcher, search};
    return std::strcmp(name, ASSAY_SEARCHER) == 0 ? &searcher : nullptr;
}

assay_option_t draws() {
    assay_option_t option{};
    option.size = sizeof option;
    option.id = 1;
    option.name = "draws";
    option.type = ASSAY_INTEGER;
    option.integer_default = 100;
    option.integer_low = 1;
    option.integer_high = 1000000;
    option.unit = "sets";
    option.documentation = "how many sets are drawn";
    return option;
}

const assay_card_t *card(uint32_t index) {
    static const char *const needs[] = {"Medoids", nullptr};
    static const assay_option_t options[] = {draws()};
    static const assay_card_t card = [] {
        assay_card_t card{};
        card.size = sizeof card;
        card.id = "sampled-medoids";
        card.name = "Medoids drawn at random";
        card.summary = "Draws sets of medoids and keeps the best.";
        card.role = "searcher";
        card.needs = needs;
        card.options = options;
        card.option_count = 1;
        return card;
    }();
    return index == 0 ? &card : nullptr;
}

assay_method_t *create(uint32_t index, const assay_value_t *values, uint32_t count) {
    if (index != 0) return nullptr;
    auto method = new Method{};
    method->base.size = sizeof method->base;
    method->base.destroy = [](assay_method_t *ended) { delete reinterpret_cast<Method *>(ended); };
    method->base.extension = extension;
    for (uint32_t i = 0; i < count; i++)
        if (values[i].id == 1) method->draws = values[i].integer;
    return &method->base;
}

const void *factory(const char *name) {
    static const assay_methods_t methods{sizeof methods, 1, card, create};
    return std::strcmp(name, ASSAY_METHODS) == 0 ? &methods : nullptr;
}

}  // namespace

extern "C" ASSAY_EXPORT const assay_library_t assay_library{sizeof assay_library, ASSAY_ABI, nullptr, factory};
