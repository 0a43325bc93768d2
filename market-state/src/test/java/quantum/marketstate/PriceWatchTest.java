package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Symbol;

class PriceWatchTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final long EVENT = 1_770_155_880_000L;

  private final PriceWatch watch = new PriceWatch(10_000, false);

  @Test
  void eachSymbol_isSilentByItself() {
    watch.watch(Set.of(BTC, ETH), 0);
    watch.published(BTC, EVENT, 1_000);
    assertThat(watch.awaited()).containsExactly(ETH);
    assertThat(watch.silent(9_999)).isEmpty();
    assertThat(watch.silent(10_000)).containsExactly(ETH);
    assertThat(watch.silent(11_000)).containsExactlyInAnyOrder(BTC, ETH);
  }

  @Test
  void oldPrice_doesNotEndASilence_andIsLate() {
    watch.watch(Set.of(BTC, ETH), 0);
    watch.published(ETH, EVENT, 1_000);
    watch.published(BTC, EVENT - 70_000, 1_000); // as an old row of REST
    assertThat(watch.silent(10_000)).containsExactly(BTC);
    assertThat(watch.later(5_000)).isEqualTo(Map.of(BTC, 70_000L));
    watch.published(BTC, EVENT + 9_000, 10_000);
    assertThat(watch.silent(10_500)).isEmpty();
    assertThat(watch.later(5_000)).isEmpty();
  }

  @Test
  void late_isWhatTookLongerThanTheQuickest_whateverTheClocks() {
    watch.watch(Set.of(BTC), 0);
    watch.published(BTC, EVENT, 1_000);
    watch.published(BTC, EVENT + 1_000, 7_001);
    assertThat(watch.later(5_000)).isEqualTo(Map.of(BTC, 5_001L));
    assertThat(watch.later(5_001)).isEmpty();
  }

  @Test
  void replay_isNeverLate() {
    PriceWatch replay = new PriceWatch(10_000, true);
    replay.watch(Set.of(BTC), 0);
    replay.published(BTC, EVENT, 1_000);
    replay.published(BTC, EVENT + 1_000, 60_000); // it stood still
    assertThat(replay.later(0)).isEmpty();
    assertThat(replay.silent(61_000)).isEmpty();
  }

  @Test
  void subscribedAgain_afterEachSilence_andThenOnceInAWhile() {
    watch.watch(Set.of(BTC), 0);
    assertThat(watch.takeDueAgain(9_999)).isEmpty();
    assertThat(watch.takeDueAgain(10_000)).containsExactly(BTC);
    assertThat(watch.takeDueAgain(39_999)).isEmpty();
    assertThat(watch.takeDueAgain(40_000)).containsExactly(BTC);
  }
}
