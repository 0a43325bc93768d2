package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResultKindTest {
  @ParameterizedTest
  @EnumSource
  void reason_isReadBack_withAndWithoutDetail(SkipReason reason) {
    for (String rest : List.of("", " (SHORT, qty=1)", ": age=61s", "(x)")) {
      String text = reason.name() + rest;
      assertThat(ResultKind.of(ResultStatus.SKIPPED, text))
          .isEqualTo(new ResultKind.Skipped(Optional.of(reason), text));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP_MOON_PHASE, SKIP_MOON_PHASE",
    "SKIP_HALTS, SKIP_HALTS",
    "not now, not",
    "'',''"
  })
  void wordOfAnotherWriter_isNoReasonOfOurs_andIsKept(String text, String word) {
    var kind = (ResultKind.Skipped) ResultKind.of(ResultStatus.SKIPPED, text);
    assertThat(kind.reason()).isEmpty();
    assertThat(kind.text()).isEqualTo(text);
    assertThat(kind.word()).isEqualTo(word);
    assertThat(kind.is(SkipReason.SKIP_HALT)).isFalse();
  }

  @Test
  void otherEnds_keepTheirText() {
    assertThat(ResultKind.of(ResultStatus.FILLED, "")).isEqualTo(new ResultKind.Filled());
    assertThat(ResultKind.of(ResultStatus.FILLED, "SKIP_DUPLICATE"))
        .as("what was filled was filled")
        .isEqualTo(new ResultKind.Filled());
    assertThat(ResultKind.of(ResultStatus.PARTIAL_FILL, "executed 1 of 2"))
        .isEqualTo(new ResultKind.PartlyFilled());
    assertThat(ResultKind.of(ResultStatus.REJECTED, "-2019 Margin is insufficient."))
        .isEqualTo(new ResultKind.Rejected("-2019 Margin is insufficient."));
    assertThat(ResultKind.of(ResultStatus.ERROR, "-2022"))
        .isEqualTo(new ResultKind.Failed("-2022"));
  }

  /** Older executors write a reason to skip beside ERROR. */
  @Test
  void reasonBesideAnotherStatus_isASkip() {
    for (ResultStatus status : List.of(ResultStatus.ERROR, ResultStatus.REJECTED)) {
      assertThat(ResultKind.of(status, "SKIP_DUPLICATE"))
          .isEqualTo(
              new ResultKind.Skipped(Optional.of(SkipReason.SKIP_DUPLICATE), "SKIP_DUPLICATE"));
    }
  }
}
