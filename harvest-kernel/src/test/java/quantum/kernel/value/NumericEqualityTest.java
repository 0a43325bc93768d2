package quantum.kernel.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumericEqualityTest {
  @Test
  void price_writtenWithMoreZeros_isTheSamePrice() {
    assertThat(Price.of("98.00")).isEqualTo(Price.of("98")).hasSameHashCodeAs(Price.of("98"));
    assertThat(Price.of("98.01")).isNotEqualTo(Price.of("98"));
  }

  @Test
  void quantity_writtenWithMoreZeros_isTheSameQuantity() {
    assertThat(Quantity.of("0.10"))
        .isEqualTo(Quantity.of("0.1"))
        .hasSameHashCodeAs(Quantity.of("0.1"));
    assertThat(Quantity.of("0.0")).isEqualTo(Quantity.ZERO);
    assertThat(Quantity.of("0.1")).isNotEqualTo(Quantity.of("1"));
  }
}
