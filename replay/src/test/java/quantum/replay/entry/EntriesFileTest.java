package quantum.replay.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.EntrySize;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class EntriesFileTest {
  @TempDir private Path folder;

  private List<EntryOrder> read(String json) throws IOException {
    return EntriesFile.read(Files.writeString(folder.resolve("entries.json"), json));
  }

  @Test
  void entry_withEverything_isRead() throws IOException {
    EntryOrder entry =
        read("""
            [{"symbol": "btcusdt", "side": "SELL", "at": 1746770000000, "position_usd": 100.5,
              "leverage": 10, "stop_loss": "95000.1", "take_profit": 90000, "atr_value": 12.5,
              "volatility_factor": 1.5}]
            """)
            .getFirst();

    assertThat(entry.symbol().name()).isEqualTo("BTCUSDT");
    assertThat(entry.side()).isEqualTo(Side.SHORT);
    assertThat(entry.size())
        .isEqualTo(new EntrySize.Margin(new BigDecimal("100.5"), entry.leverage()));
    assertThat(entry.levels().stopLoss()).contains(Price.of("95000.1"));
    assertThat(entry.volatilityFactor()).contains(new BigDecimal("1.5"));
    assertThat(entry.intent().timestampMillis()).isEqualTo(1746770000000L);
  }

  @Test
  void everyWrongField_isNamedWithItsEntryAndValue() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    [{"symbol": "BTCUSDT", "side": "LONG", "at": 1746770000000, "qty": 1},
                     {"symbol": "B C", "side": "UP", "at": 1746770000, "qty": "NaN", "lever": 3},
                     {"side": "LONG", "at": 1746770000000, "qty": 1, "position_usd": 2}]
                    """))
        .isInstanceOf(BadEntries.class)
        .hasMessageContaining("entry 2: unknown field 'lever'")
        .hasMessageContaining("entry 2: symbol=\"B C\"")
        .hasMessageContaining("entry 2: side=\"UP\"")
        .hasMessageContaining("entry 2: at=1746770000: must be epoch milliseconds")
        .hasMessageContaining("entry 2: qty=\"NaN\"")
        .hasMessageContaining("entry 3: symbol is missing")
        .hasMessageContaining("entry 3: needs either position_usd or qty")
        .hasMessageNotContaining("entry 1");
  }

  @Test
  void whatIsNoArrayOfEntries_isRefused() {
    assertThatThrownBy(() -> read("{}")).hasMessageContaining("must hold a JSON array");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("at least one entry");
    assertThatThrownBy(() -> read("[{")).hasMessageContaining("is not JSON");
  }
}
