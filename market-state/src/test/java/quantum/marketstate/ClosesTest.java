package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Price;

class ClosesTest {
  private static final long T = 1_746_372_780_000L;
  private final Closes closes = new Closes();

  @Test
  void endedBefore_minuteThatEndsWithThePrice_isNotYetIn() {
    add(0);
    assertThat(ended(59_999)).isEmpty();
    assertThat(ended(60_000)).containsExactly(0);
  }

  @Test
  void endedBefore_eachMinute_isHandedOutOnce() {
    add(0, 1);
    assertThat(ended(120_000)).containsExactly(0, 1);
    add(0, 1, 2);
    assertThat(ended(180_000)).containsExactly(2);
    assertThat(ended(180_000)).isEmpty();
  }

  @Test
  void endedBefore_repeatedMinute_firstOneCounts() {
    closes.add(new Minute(T, Price.of("10")));
    closes.add(new Minute(T, Price.of("11")));
    assertThat(closes.endedBefore(T + 60_000))
        .extracting(m -> m.close().toString())
        .containsExactly("10");
  }

  @Test
  void endedBefore_unordered_comesInOrder() {
    add(2, 0, 1);
    assertThat(ended(1_000_000)).containsExactly(0, 1, 2);
  }

  @Test
  void gap_holdsBackWhatIsBehindIt() {
    add(0, 1, 4, 5);
    assertThat(closes.hasGap()).isTrue();
    assertThat(closes.expected()).hasValue(T + 2 * 60_000);
    assertThat(ended(1_000_000)).containsExactly(0, 1);
    add(2, 3);
    assertThat(closes.hasGap()).isFalse();
    assertThat(ended(1_000_000)).containsExactly(2, 3, 4, 5);
  }

  @Test
  void acceptGaps_countsWhatIsMissingAndGoesOn() {
    add(0, 3, 4, 7);
    assertThat(closes.acceptGaps()).isEqualTo(2 + 2);
    assertThat(closes.hasGap()).isFalse();
    assertThat(closes.expected()).hasValue(T + 8 * 60_000);
    assertThat(ended(1_000_000)).containsExactly(0, 3, 4, 7);
    assertThat(closes.acceptGaps()).isZero();
  }

  @Test
  void acceptGaps_laterGap_isOneAgain() {
    add(0, 2);
    closes.acceptGaps();
    add(4);
    assertThat(closes.hasGap()).isTrue();
    assertThat(ended(1_000_000)).containsExactly(0, 2);
  }

  private void add(int... minutes) {
    for (int minute : minutes) {
      closes.add(new Minute(T + minute * 60_000L, Price.of("10")));
    }
  }

  private List<Integer> ended(long afterMillis) {
    return closes.endedBefore(T + afterMillis).stream()
        .map(minute -> (int) ((minute.openTimeMillis() - T) / 60_000))
        .toList();
  }
}
