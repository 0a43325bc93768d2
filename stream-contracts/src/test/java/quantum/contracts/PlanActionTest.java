package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.harvest.HarvestStep;

class PlanActionTest {

  @ParameterizedTest
  @CsvSource({
    "0.1, PARTIAL_25",
    "37.5, PARTIAL_25",
    "37.6, PARTIAL_50",
    "62.5, PARTIAL_50",
    "62.6, PARTIAL_75",
    "100, PARTIAL_75"
  })
  void partial_anyPercent_isNamedAsTheKernelNamesIt(BigDecimal percent, PlanAction named) {
    assertThat(PlanAction.partial(percent)).isEqualTo(named);
    assertThat(HarvestStep.nearest(percent)).hasToString(named.name());
  }

  @Test
  void percent_closingActions_isTheSharesOfTheKernelsSteps() {
    List<String> closing =
        Arrays.stream(PlanAction.values())
            .filter(action -> action.percent().isPresent())
            .map(PlanAction::name)
            .toList();
    assertThat(closing)
        .containsExactly("PARTIAL_25", "PARTIAL_50", "PARTIAL_75", "FULL_CLOSE_PROPOSED");
    assertThat(PlanAction.PARTIAL_50.percent()).contains(BigDecimal.valueOf(50));
    assertThat(PlanAction.FULL_CLOSE_PROPOSED.percent()).contains(BigDecimal.valueOf(100));
  }
}
