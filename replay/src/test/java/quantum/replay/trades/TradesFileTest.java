package quantum.replay.trades;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.Side;

class TradesFileTest {
  private static final long SEED = 20261128;

  @TempDir Path folder;

  private OwnTrades read(String... lines) throws Exception {
    return read(ZoneOffset.UTC, lines);
  }

  private OwnTrades read(ZoneId zone, String... lines) throws Exception {
    return TradesFile.read(file(String.join("\n", lines) + "\n"), zone);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("trades.csv"), text);
  }

  @Test
  void binanceTradeHistory_newestFirst_withFeesAndTheirAsset_isPaired() throws Exception {
    OwnTrades trades =
        read(
            "\uFEFFUid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade"
                + " ID,Order ID\r",
            "1,2026-03-01 12:00:00,BTCUSDT,SELL,66000,0.006,396,0.198USDT,9,false,false,13,3\r",
            "1,2026-03-01 11:00:00,BTCUSDT,SELL,65000,0.004,260,0.13USDT,2,false,false,12,2\r",
            "1,2026-03-01 10:00:00,BTCUSDT,BUY,\"64,500\",0.01,645,0.3225USDT,0,true,false,11,1\r");

    assertThat(trades.leftOut()).isEmpty();
    assertThat(trades.positions()).hasSize(1);
    OwnPosition position = trades.positions().getFirst();
    assertThat(position.side()).isEqualTo(Side.LONG);
    assertThat(position.openedMillis()).isEqualTo(millis("2026-03-01T10:00:00Z"));
    assertThat(position.closedMillis()).hasValue(millis("2026-03-01T12:00:00Z"));
    assertThat(position.entry()).hasToString("64500");
    assertThat(position.exit()).hasToString("65600");
    assertThat(position.profit()).isEqualByComparingTo("11");
    assertThat(position.fees()).isEqualByComparingTo("0.6505");
    assertThat(position.realized()).isEqualByComparingTo("10.3495");
    assertThat(position.realizedR(new BigDecimal("1290"))).isCloseTo(0.8023, within(1e-4));
  }

  @Test
  void olderTradeHistory_withFeeCoin_countsOnlyDollars_andSaysSo() throws Exception {
    OwnTrades trades =
        read(
            "Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Fee Coin,Realized Profit,Quote Asset",
            "2026-03-01 10:00:00,ETHUSDT,SELL,3000,2,6000,0.0004,BNB,0,USDT",
            "2026-03-01 11:00:00,ETHUSDT,BUY,2900,2,5800,2.9,USDT,200,USDT");

    assertThat(trades.positions().getFirst().side()).isEqualTo(Side.SHORT);
    assertThat(trades.positions().getFirst().realized()).isEqualByComparingTo("197.1");
    assertThat(trades.notes()).containsExactly("fees in BNB are not counted");
  }

  @Test
  void positionHistory_isReadAsItIs_openOnesAreNamed() throws Exception {
    OwnTrades trades =
        read(
            ZoneId.of("Europe/Berlin"),
            "Symbol,Margin Mode,Position Side,Entry Price,Avg. Close Price,Max Open Interest,Closed"
                + " Vol.,Closing PNL,Opened,Closed,Status",
            "XYZUSDT,Isolated,Short,0.86536,0.85298717,414,414 XYZ,+5.12235 USDT,2026-07-14"
                + " 15:34:00,2026-07-14 16:19:00,Closed",
            "ABCUSDT,Cross,Long,1,1.1,5,2,0.2,2026-07-14 15:34:00,,Partially Closed");

    OwnPosition position = trades.positions().getFirst();
    assertThat(trades.positions()).hasSize(1);
    assertThat(position.side()).isEqualTo(Side.SHORT);
    assertThat(position.openedMillis()).isEqualTo(millis("2026-07-14T13:34:00Z"));
    assertThat(position.qty()).hasToString("414");
    assertThat(position.profit()).isEqualByComparingTo("5.12235");
    assertThat(trades.leftOut()).containsExactly("line 3: ABCUSDT is Partially Closed");
    assertThat(trades.notes()).singleElement().asString().contains("no fees");
  }

  @Test
  void suitesClosedPositions_keepTheirStop() throws Exception {
    OwnTrades trades =
        read(
            "position_id,symbol,side,opened_at,closed_at,entry_price,exit_price,initial_qty,initial_stop,realized_pnl,commission,funding",
            "p1,BTCUSDT,LONG,1772359200,1772366400.5,100,104,2,98,7.7,0.2,-0.1");

    OwnPosition position = trades.positions().getFirst();
    assertThat(position.realized()).isEqualByComparingTo("7.7");
    assertThat(position.profit()).isEqualByComparingTo("8");
    assertThat(position.riskPerUnit(new BigDecimal("0.05"))).isEqualByComparingTo("2");
    assertThat(position.closedMillis()).hasValue(1772366400500L);
  }

  @ParameterizedTest
  @CsvSource({"1772359200", "1772359200000", "1772359200000000", "2026-03-01T10:00:00Z"})
  void plainFile_readsTimesOfAnySize_anySeparator_anyOrderOfColumns(String time) throws Exception {
    for (String separator : new String[] {",", ";", "\t"}) {
      OwnTrades trades =
          read(
              String.join(separator, "qty", "price", "time", "side", "symbol"),
              String.join(separator, "1", "100", time, "long", "btc/usdt:usdt"),
              String.join(separator, "1", "101", "2026-03-02 00:00", "sell", "BTCUSDT"));
      assertThat(trades.positions())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.symbol()).hasToString("BTCUSDT");
                assertThat(it.openedMillis()).isEqualTo(1772359200000L);
              });
    }
  }

  @Test
  void reversal_closesOneAndOpensTheNext_withItsShareOfTheFee() throws Exception {
    OwnTrades trades =
        read(
            "symbol,side,time,price,qty,fee",
            "A,BUY,1000000001,10,1,0.1",
            "A,SELL,1000000002,12,4,0.4",
            "A,BUY,1000000003,11,3,0.3");

    assertThat(trades.positions()).hasSize(2);
    assertThat(trades.positions().get(0).realized()).isEqualByComparingTo("1.8");
    assertThat(trades.positions().get(1).side()).isEqualTo(Side.SHORT);
    assertThat(trades.positions().get(1).realized()).isEqualByComparingTo("2.4");
  }

  @Test
  void addsAfterAPartialClose_areCounted_entryIsWhenItWasBuilt() throws Exception {
    OwnPosition position =
        read(
                "symbol,side,time,price,qty",
                "A,BUY,1000000001,10,1",
                "A,BUY,1000000005,11,1",
                "A,SELL,1000000009,12,1",
                "A,BUY,1000000010,11,1",
                "A,SELL,1000000011,12,2")
            .positions()
            .getFirst();
    assertThat(position.openedMillis()).isEqualTo(1000000001000L);
    assertThat(position.enteredMillis()).isEqualTo(1000000005000L);
    assertThat(position.adds()).isEqualTo(1);
    assertThat(position.qty()).hasToString("3");
  }

  @Test
  void whatBeginsBeforeTheFileOrEndsAfterIt_isLeftOutByName() throws Exception {
    OwnTrades trades =
        read(
            "symbol,side,time,price,qty,realized profit",
            "A,SELL,1000000001,10,1,3.5",
            "A,BUY,1000000002,10,1,0");
    assertThat(trades.positions()).isEmpty();
    assertThat(trades.leftOut())
        .containsExactly(
            "line 2: A SELL closes what was opened before the file begins",
            "line 3: A LONG is still open at the end of the file");
  }

  @Test
  void hedgeMode_pairsEachLegByItself() throws Exception {
    OwnTrades trades =
        read(
            "symbol,side,position side,time,price,qty",
            "A,BUY,LONG,1000000001,10,1",
            "A,SELL,SHORT,1000000002,12,1",
            "A,SELL,LONG,1000000003,13,1",
            "A,BUY,SHORT,1000000004,11,1");
    assertThat(trades.positions().stream().map(OwnPosition::side))
        .containsExactly(Side.LONG, Side.SHORT);
    assertThat(trades.positions().get(0).profit()).isEqualByComparingTo("3");
    assertThat(trades.positions().get(1).profit()).isEqualByComparingTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "BUY;soon;10;1, 'line 2, column time, value ''soon'''",
    "HOLD;1000000001;10;1, 'line 2, column side, value ''HOLD'''",
    "BUY;1000000001;ten;1, 'line 2, column price, value ''ten'''",
    "BUY;1000000001;10;, 'line 2, column qty, value '''': is missing'",
    "BUY;1000000001;-10;1, 'line 2, column price'",
  })
  void wrongValue_isNamedWithFileLineColumnAndValue(String cells, String named) throws Exception {
    Path file = file("symbol;side;time;price;qty\nA;" + cells + "\n");
    assertThatThrownBy(() -> TradesFile.read(file, ZoneOffset.UTC))
        .isInstanceOf(BadTrades.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(named);
  }

  @Test
  void fileThatIsNone_isNamed() throws Exception {
    assertThatThrownBy(() -> TradesFile.read(folder.resolve("nope.csv"), ZoneOffset.UTC))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> read("a,b,c", "1,2,3"))
        .hasMessageContaining("the header has a, b, c; wanted is one of");
    assertThatThrownBy(() -> TradesFile.read(Files.createFile(folder.resolve("e")), ZoneOffset.UTC))
        .hasMessageContaining("is empty");
    Path latin =
        Files.write(folder.resolve("l"), "symbol\u00e4,b".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TradesFile.read(latin, ZoneOffset.UTC))
        .hasMessageContaining("no UTF-8");
  }

  /** Whatever is traded: cash in and out is what the positions earned, once all is flat. */
  @Test
  void randomFills_thatEndFlat_loseNoMoney() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder("symbol,side,time,price,qty,fee\n");
      BigDecimal cash = BigDecimal.ZERO;
      int held = 0;
      for (int i = 0; i < 30; i++) {
        int qty = i < 29 ? random.nextInt(9) - 4 : -held;
        if (qty == 0) {
          continue;
        }
        held += qty;
        BigDecimal price = BigDecimal.valueOf(100 + random.nextInt(50));
        BigDecimal fee = BigDecimal.valueOf(Math.abs(qty)).movePointLeft(1);
        cash = cash.subtract(price.multiply(BigDecimal.valueOf(qty))).subtract(fee);
        text.append(
            String.format(
                Locale.ROOT,
                "A,%s,%d,%s,%d,%s%n",
                qty > 0 ? "BUY" : "SELL",
                1_000_000_001L + i,
                price,
                Math.abs(qty),
                fee));
      }
      OwnTrades trades = TradesFile.read(file(text.toString()), ZoneOffset.UTC);
      assertThat(trades.leftOut()).isEmpty();
      assertThat(
              trades.positions().stream()
                  .map(OwnPosition::realized)
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .as(text.toString())
          .isCloseTo(cash, within(new BigDecimal("1e-9")));
    }
  }

  private static long millis(String iso) {
    return Instant.parse(iso).toEpochMilli();
  }
}
