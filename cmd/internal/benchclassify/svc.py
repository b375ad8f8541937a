# Sorts letters with scikit-learn's TF-IDF and LinearSVC. On standard input: a
# line of JSON, {"train": [[text, topic], ...], "test": [text, ...]}; on standard
# output a line of JSON: what was said of the test letters and the seconds of
# processor time that training and sorting took.
import json
import sys
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

given = json.load(sys.stdin)
began = time.process_time()
model = make_pipeline(
    make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    ),
    LinearSVC(),
)
model.fit([text for text, _ in given["train"]], [topic for _, topic in given["train"]])
trained = time.process_time()
said = list(model.predict(given["test"]))
sorted_ = time.process_time()
json.dump({"version": sklearn.__version__, "said": said, "training": trained - began, "sorting": sorted_ - trained}, sys.stdout)
