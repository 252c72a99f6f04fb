"""Score a Parquet file of answers on Spark, and write Parquet without collecting any rows.

Run ``python examples/score_on_spark.py answers.parquet levels.parquet --id partner``, or use ``spark-submit`` in place of ``python``.
The driver needs ``attain[frames]``. The workers need neither attain nor Python, because Spark evaluates its own expressions.
"""

import argparse

from pyspark.sql import SparkSession

import attain


def main() -> None:
    """Read, score and write."""
    parser = argparse.ArgumentParser(description="Score a Parquet file of answers on Spark.")
    parser.add_argument("answers", help="the file or folder to read")
    parser.add_argument("levels", help="the folder to write")
    parser.add_argument("--rubric", default="iamcp-p2p", help="the id of the rubric")
    parser.add_argument("--id", required=True, help="the column that identifies each subject")
    parser.add_argument("--output", choices=["levels", "full"], default="levels", help="how much detail to write")
    given = parser.parse_args()

    rubric = attain.rubric(given.rubric)
    spark = SparkSession.builder.appName(f"attain {rubric.id}").getOrCreate()
    answers = spark.read.parquet(given.answers)
    scored = rubric.assess_frame(answers, id=given.id, output=given.output)  # a plan: Spark has read only the schema
    scored.write.mode("overwrite").parquet(given.levels)


if __name__ == "__main__":
    main()
