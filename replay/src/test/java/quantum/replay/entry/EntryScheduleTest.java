package quantum.replay.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class EntryScheduleTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");

  private static EntryOrder at(Symbol symbol, long millis) {
    return new EntryOrder(
        symbol,
        Side.LONG,
        millis,
        new EntrySize.Units(Quantity.of("1")),
        Leverage.NONE,
        EntryLevels.NONE,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void entry_isSentAfterThePriceOfItsMoment_beforeTheNextOne() {
    EntrySchedule schedule = new EntrySchedule(List.of(at(BTC, 100)));

    assertThat(schedule.due(100, symbol -> true)).isEmpty();
    assertThat(schedule.isDue(101, symbol -> true)).isTrue();
    assertThat(schedule.due(101, symbol -> true)).containsExactly(at(BTC, 100));
    assertThat(schedule.isEmpty()).isTrue();
  }

  @Test
  void entry_ofASymbolWithoutPrice_waitsAndHoldsUpNobody() {
    EntrySchedule schedule = new EntrySchedule(List.of(at(BTC, 100), at(ETH, 120)));

    assertThat(schedule.due(200, ETH::equals)).containsExactly(at(ETH, 120));
    assertThat(schedule.isDue(200, ETH::equals)).isFalse();
    assertThat(schedule.remaining()).containsExactly(at(BTC, 100));
    assertThat(schedule.due(300, symbol -> true)).containsExactly(at(BTC, 100));
  }

  @Test
  void entries_areSentInTheOrderOfTheirMoments_equalOnesAsInTheFile() {
    EntrySchedule schedule = new EntrySchedule(List.of(at(ETH, 300), at(ETH, 100), at(BTC, 100)));

    assertThat(schedule.due(Long.MAX_VALUE, symbol -> true))
        .containsExactly(at(ETH, 100), at(BTC, 100), at(ETH, 300));
  }
}
