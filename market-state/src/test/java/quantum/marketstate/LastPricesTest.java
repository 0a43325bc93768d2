package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;
import quantum.marketstate.LastPrices.Verdict;

class LastPricesTest {
  private static final int SOCKET = 1;
  private static final int SUCCESSOR = 2;
  private final LastPrices last = new LastPrices(false);

  @Test
  void judge_socketRepeatsItself_isASignOfLife() {
    assertThat(last.judge(tick("100", 1000), SOCKET)).isEqualTo(Verdict.NEWS);
    assertThat(last.judge(tick("100", 1000), SOCKET)).isEqualTo(Verdict.NEWS);
  }

  @Test
  void judge_olderThanTheLast_isNoNewsHoweverOldAndWhereverFrom() {
    last.judge(tick("100", 2_000_000), SOCKET);
    for (long behind : new long[] {1, 10_000, 10_001, 60_000, 1_999_999}) {
      for (int source : new int[] {SOCKET, SUCCESSOR, LastPrices.REST}) {
        assertThat(last.judge(tick("90", 2_000_000 - behind), source))
            .isEqualTo(behind <= 10_000 ? Verdict.OVERTAKEN : Verdict.OLDER);
      }
    }
    assertThat(last.judge(tick("90", 2_000_001), LastPrices.REST)).isEqualTo(Verdict.NEWS);
  }

  @Test
  void judge_restRepeatsItself_isNot() {
    assertThat(last.judge(tick("100", 1000), LastPrices.REST)).isEqualTo(Verdict.NEWS);
    assertThat(last.judge(tick("100.0", 1000), LastPrices.REST)).isEqualTo(Verdict.KNOWN);
    assertThat(last.judge(tick("101", 1000), LastPrices.REST)).isEqualTo(Verdict.NEWS);
    assertThat(last.judge(tick("101", 2000), LastPrices.REST)).isEqualTo(Verdict.NEWS);
  }

  @Test
  void judge_restBehindTheSocket_lostTheRace() {
    last.judge(tick("100", 2000), SOCKET);
    assertThat(last.judge(tick("99", 1000), LastPrices.REST)).isEqualTo(Verdict.OVERTAKEN);
    assertThat(last.judge(tick("100", 2000), LastPrices.REST)).isEqualTo(Verdict.KNOWN);
  }

  @Test
  void judge_socketTellsWhatRestTold_isToldOnce() {
    last.judge(tick("100", 1000), LastPrices.REST);
    assertThat(last.judge(tick("100", 1000), SOCKET)).isEqualTo(Verdict.KNOWN);
    assertThat(last.judge(tick("100", 1000), SOCKET)).isEqualTo(Verdict.NEWS);
  }

  @Test
  void judge_successorOverlaps_isToldOnce() {
    last.judge(tick("100", 1000), SOCKET);
    assertThat(last.judge(tick("100", 1000), SUCCESSOR)).isEqualTo(Verdict.KNOWN);
    assertThat(last.judge(tick("101", 2000), SUCCESSOR)).isEqualTo(Verdict.NEWS);
    assertThat(last.judge(tick("100", 1000), SOCKET)).isEqualTo(Verdict.OVERTAKEN);
  }

  @Test
  void judge_replayBeginsAgain_isBelieved() {
    LastPrices replay = new LastPrices(true);
    replay.judge(tick("100", 1_000_000), SOCKET);
    assertThat(replay.judge(tick("99", 999_999), SUCCESSOR)).isEqualTo(Verdict.OVERTAKEN);
    assertThat(replay.judge(tick("50", 1000), SUCCESSOR)).isEqualTo(Verdict.BEGINS_AGAIN);
    assertThat(replay.judge(tick("51", 2000), SUCCESSOR)).isEqualTo(Verdict.NEWS);
  }

  @Test
  void judge_olderThanWhatAnEarlierRunPublished_isNoNews() {
    last.published(tick("100", 2000));
    assertThat(last.judge(tick("99", 1999), SOCKET)).isEqualTo(Verdict.OVERTAKEN);
    assertThat(last.judge(tick("100", 2000), LastPrices.REST)).isEqualTo(Verdict.KNOWN);
    assertThat(last.judge(tick("101", 2001), SOCKET)).isEqualTo(Verdict.NEWS);
  }

  @Test
  void judge_otherSymbol_isNotCompared() {
    last.judge(tick("100", 1000), LastPrices.REST);
    MarkTick other = new MarkTick(Symbol.of("ETHUSDT"), Price.of("100"), Optional.empty(), 1000);
    assertThat(last.judge(other, LastPrices.REST)).isEqualTo(Verdict.NEWS);
  }

  private static MarkTick tick(String price, long time) {
    return new MarkTick(Symbol.of("BTCUSDT"), Price.of(price), Optional.empty(), time);
  }
}
