package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;

class LastPricesTest {
  private static final int SOCKET = 1;
  private static final int SUCCESSOR = 2;
  private final LastPrices last = new LastPrices();

  @Test
  void isNews_socketRepeatsItself_isASignOfLife() {
    assertThat(last.isNews(tick("100", 1000), SOCKET)).isTrue();
    assertThat(last.isNews(tick("100", 1000), SOCKET)).isTrue();
  }

  @Test
  void isNews_socketGoesBackInTime_isBelieved() {
    last.isNews(tick("100", 2000), SOCKET);
    assertThat(last.isNews(tick("90", 1000), SOCKET)).isTrue();
  }

  @Test
  void isNews_restRepeatsItself_isNot() {
    assertThat(last.isNews(tick("100", 1000), LastPrices.REST)).isTrue();
    assertThat(last.isNews(tick("100.0", 1000), LastPrices.REST)).isFalse();
    assertThat(last.isNews(tick("101", 1000), LastPrices.REST)).isTrue();
    assertThat(last.isNews(tick("101", 2000), LastPrices.REST)).isTrue();
  }

  @Test
  void isNews_restBehindTheSocket_lostTheRace() {
    last.isNews(tick("100", 2000), SOCKET);
    assertThat(last.isNews(tick("99", 1000), LastPrices.REST)).isFalse();
    assertThat(last.isNews(tick("100", 2000), LastPrices.REST)).isFalse();
  }

  @Test
  void isNews_socketTellsWhatRestTold_isToldOnce() {
    last.isNews(tick("100", 1000), LastPrices.REST);
    assertThat(last.isNews(tick("100", 1000), SOCKET)).isFalse();
    assertThat(last.isNews(tick("100", 1000), SOCKET)).isTrue();
  }

  @Test
  void isNews_successorOverlaps_isToldOnce() {
    last.isNews(tick("100", 1000), SOCKET);
    assertThat(last.isNews(tick("100", 1000), SUCCESSOR)).isFalse();
    assertThat(last.isNews(tick("101", 2000), SUCCESSOR)).isTrue();
    assertThat(last.isNews(tick("100", 1000), SOCKET)).isFalse();
  }

  @Test
  void isNews_venueBeginsAgain_isBelieved() {
    last.isNews(tick("100", 1_000_000), SOCKET);
    assertThat(last.isNews(tick("50", 1000), SUCCESSOR)).isTrue();
  }

  @Test
  void isNews_otherSymbol_isNotCompared() {
    last.isNews(tick("100", 1000), LastPrices.REST);
    MarkTick other = new MarkTick(Symbol.of("ETHUSDT"), Price.of("100"), Optional.empty(), 1000);
    assertThat(last.isNews(other, LastPrices.REST)).isTrue();
  }

  private static MarkTick tick(String price, long time) {
    return new MarkTick(Symbol.of("BTCUSDT"), Price.of(price), Optional.empty(), time);
  }
}
