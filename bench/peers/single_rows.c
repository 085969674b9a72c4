/*
 * Times one row at a time through a peer's own C functions, without Python: the library is opened at run time, so neither its headers
 * nor its sources are needed.
 *
 *   single_rows xgboost|lightgbm <library> <model> <rows: float32, row by row> <columns> <count> <threads>
 *
 * Prints {"microseconds": median, "p99": …, "first": margin of the first row}. Each row is scored once before the clock starts.
 * Build: cc -O2 -o single_rows single_rows.c -ldl
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* XGBoost's C functions, as its documentation of 3.x gives them. */
typedef int (*xgb_create)(const void *matrices, uint64_t count, void **booster);
typedef int (*xgb_load)(void *booster, const char *path);
typedef int (*xgb_set)(void *booster, const char *name, const char *value);
typedef int (*xgb_predict)(void *booster, const char *array, const char *config, void *meta, const uint64_t **shape,
                           uint64_t *dimensions, const float **result);

/* LightGBM's, as its documentation of 4.x gives them. */
typedef int (*lgb_load)(const char *path, int *iterations, void **booster);
typedef int (*lgb_init)(void *booster, int predict_type, int start, int iterations, int data_type, int32_t columns,
                        const char *parameters, void **fast);
typedef int (*lgb_predict)(void *fast, const void *row, int64_t *length, double *result);

enum { LGB_RAW_SCORE = 1, LGB_FLOAT32 = 0 };

static void fail(const char *what)
{
    fprintf(stderr, "single_rows: %s\n", what);
    exit(1);
}

static double now_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1e6 + at.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void *symbol(void *library, const char *name)
{
    void *found = dlsym(library, name);
    if (found == NULL) fail(name);
    return found;
}

/* State of the one library in use. */
static xgb_predict predict_xgb;
static lgb_predict predict_lgb;
static void *booster, *fast;
static const float *rows;
static long columns;
static int is_xgb;

static const char config[] = "{\"type\":1,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
                             "\"strict_shape\":false,\"missing\":NaN,\"cache_id\":0}";

/* The margin of one row; `array` is XGBoost's description of it, made before the clock starts. */
static double margin(long row, const char *array)
{
    if (is_xgb) {
        const uint64_t *shape;
        uint64_t dimensions;
        const float *result;
        if (predict_xgb(booster, array, config, NULL, &shape, &dimensions, &result) != 0) fail("XGBoosterPredictFromDense");
        return result[0];
    }
    int64_t length;
    double result;
    if (predict_lgb(fast, rows + row * columns, &length, &result) != 0) fail("LGBM_BoosterPredictForMatSingleRowFast");
    return result;
}

int main(int argc, char **argv)
{
    if (argc != 8) fail("usage: single_rows xgboost|lightgbm <library> <model> <rows> <columns> <count> <threads>");
    is_xgb = strcmp(argv[1], "xgboost") == 0;
    columns = atol(argv[5]);
    long count = atol(argv[6]);
    void *library = dlopen(argv[2], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) fail(dlerror());

    size_t cells = (size_t)count * columns;
    float *table = malloc(cells * sizeof(float));
    FILE *file = fopen(argv[4], "rb");
    if (file == NULL || fread(table, sizeof(float), cells, file) != cells) fail("cannot read the rows");
    fclose(file);
    rows = table;

    if (is_xgb) {
        if (((xgb_create)symbol(library, "XGBoosterCreate"))(NULL, 0, &booster) != 0) fail("XGBoosterCreate");
        if (((xgb_load)symbol(library, "XGBoosterLoadModel"))(booster, argv[3]) != 0) fail("XGBoosterLoadModel");
        ((xgb_set)symbol(library, "XGBoosterSetParam"))(booster, "nthread", argv[7]);
        predict_xgb = (xgb_predict)symbol(library, "XGBoosterPredictFromDense");
    } else {
        int iterations;
        char parameters[64];
        snprintf(parameters, sizeof parameters, "num_threads=%s", argv[7]);
        if (((lgb_load)symbol(library, "LGBM_BoosterCreateFromModelfile"))(argv[3], &iterations, &booster) != 0)
            fail("LGBM_BoosterCreateFromModelfile");
        if (((lgb_init)symbol(library, "LGBM_BoosterPredictForMatSingleRowFastInit"))(
                booster, LGB_RAW_SCORE, 0, -1, LGB_FLOAT32, (int32_t)columns, parameters, &fast) != 0)
            fail("LGBM_BoosterPredictForMatSingleRowFastInit");
        predict_lgb = (lgb_predict)symbol(library, "LGBM_BoosterPredictForMatSingleRowFast");
    }

    char(*arrays)[128] = malloc((size_t)count * 128);
    for (long row = 0; row < count; row++)
        snprintf(arrays[row], 128, "{\"data\":[%zu,true],\"shape\":[1,%ld],\"typestr\":\"<f4\",\"version\":3}",
                 (size_t)(rows + row * columns), columns);

    double *times = malloc((size_t)count * sizeof(double));
    double first = margin(0, arrays[0]);
    for (long row = 0; row < count; row++) margin(row, arrays[row]);
    for (long row = 0; row < count; row++) {
        double started = now_us();
        margin(row, arrays[row]);
        times[row] = now_us() - started;
    }
    qsort(times, (size_t)count, sizeof(double), by_size);
    printf("{\"microseconds\": %.3f, \"p99\": %.3f, \"first\": %.17g}\n", times[count / 2], times[(long)(0.99 * count)], first);
    return 0;
}
