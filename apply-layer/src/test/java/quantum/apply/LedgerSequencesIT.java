package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.RIVER;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.Venue;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/**
 * Random entries, tranches, closes, stops, hands, fundings and restarts, with fees in USDT, BNB and
 * BNFCR: afterwards the books say what the exchange's own list says, to the cent and by asset, and
 * every end has one record.
 *
 * <p>{@code -Dledger.closes=1000} plays more of them, {@code -Dledger.seed=} the same again.
 */
class LedgerSequencesIT {
  private static final int CLOSES = Integer.getInteger("ledger.closes", 40);
  private static final long SEED = Long.getLong("ledger.seed", System.nanoTime());
  private static final List<Symbol> SYMBOLS = List.of(BTC, ETH, RIVER);
  private static final Map<Symbol, String> PRICES =
      Map.of(BTC, "100000", ETH, "2500", RIVER, "12.32");
  private static final Map<Symbol, String> UNITS = Map.of(BTC, "0.001", ETH, "0.04", RIVER, "8");
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private ApplyRig rig;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void books_equalTheExchangesList_toTheCent() {
    System.out.println("ledger.closes=" + CLOSES + " ledger.seed=" + SEED);
    try (ApplyRig opened = new ApplyRig(folder)) {
      rig = opened;
      rig.control("POST", "/paper/transfer?asset=BNB&amount=0.05");
      start();
      for (Symbol symbol : SYMBOLS) { // from here on trades are followed from the last booked one
        rig.result(enter(symbol));
      }
      while (ends() < CLOSES) {
        step();
      }
      flatten();
      new LedgerAudit(rig, SYMBOLS).assertBooks();
    }
    System.out.println("ledger: done");
  }

  private void start() {
    rig.start(
        rig.server().settings(rig.names.namespace()),
        LedgerSequencesIT::knowingBnb,
        "APPLY_RECONCILE_SEC",
        "1",
        "STREAM_MAXLEN",
        "1000000");
  }

  /** The recording has candles of its first minutes only; BNB costs the same in all of them. */
  private static Venue knowingBnb(Venue venue) {
    return (Venue)
        Proxy.newProxyInstance(
            Venue.class.getClassLoader(),
            new Class<?>[] {Venue.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("markPriceAt") && arguments[0].equals(ApplyRig.BNB)) {
                return Outcome.ok(LedgerAudit.BNB_USD);
              }
              try {
                return method.invoke(venue, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private long ends() {
    return rig.probe.commands().zcard(rig.names.positionsClosed());
  }

  private void step() {
    Symbol symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> moveTo(symbol, new BigDecimal(rig.price(symbol)));
      case 4 -> moveTo(symbol, new BigDecimal(PRICES.get(symbol)));
      case 5, 6, 7, 8 -> enter(symbol);
      case 9, 10 ->
          plan(symbol, "PARTIAL_50", "50", "r_level", Integer.toString(random.nextInt(9)));
      case 11, 12, 13 -> plan(symbol, "FULL_CLOSE_PROPOSED", "100", "reason", "by_test");
      case 14, 15 -> byHand(symbol, units(symbol, random.nextInt(7) - 3));
      case 16 -> byHand(symbol, "0");
      case 17 ->
          rig.control(
              "POST",
              "/paper/funding?now=true&rate="
                  + new BigDecimal(random.nextInt(21) - 10).movePointLeft(4));
      case 18 ->
          rig.control(
              "POST",
              "/paper/assets?margin="
                  + (random.nextBoolean() ? "USDT" : "BNFCR")
                  + "&bnb="
                  + random.nextBoolean());
      default -> {
        if (random.nextInt(10) == 0) {
          rig.stop();
          start();
        }
      }
    }
    if (random.nextInt(3) == 0) {
      rig.awaitNothingPending();
    }
  }

  private static String units(Symbol symbol, int count) {
    return new BigDecimal(UNITS.get(symbol)).multiply(BigDecimal.valueOf(count)).toPlainString();
  }

  private void moveTo(Symbol symbol, BigDecimal price) {
    BigDecimal factor =
        BigDecimal.ONE.add(new BigDecimal(random.nextInt(31) - 15).movePointLeft(3));
    rig.price(symbol, price.multiply(factor).setScale(2, RoundingMode.HALF_EVEN).toPlainString());
  }

  private void byHand(Symbol symbol, String target) {
    try {
      rig.byHand(symbol, target);
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining("-4003"); // it is there already
    }
  }

  private PlanId enter(Symbol symbol) {
    rig.probe.commands().del(rig.names.cooldown(symbol));
    boolean buys = random.nextBoolean();
    BigDecimal price = new BigDecimal(rig.price(symbol));
    String stop =
        price
            .multiply(new BigDecimal(buys ? "0.99" : "1.01"))
            .setScale(2, RoundingMode.HALF_EVEN)
            .toPlainString();
    return rig.entry(
        symbol, buys ? "BUY" : "SELL", units(symbol, 1 + random.nextInt(4)), "stop_loss", stop);
  }

  private void plan(Symbol symbol, String action, String percent, String... more) {
    rig.plan(action, symbol, ApplyRig.steps(percent, more));
  }

  private void flatten() {
    rig.awaitNothingPending();
    rig.probe.await(
        "all flat",
        () -> {
          for (Symbol symbol : SYMBOLS) {
            byHand(symbol, "0");
          }
          return SYMBOLS.stream()
              .allMatch(symbol -> rig.held(symbol).equals("0") && rig.position(symbol).isEmpty());
        },
        LONG);
  }
}
