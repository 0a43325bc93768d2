package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.contracts.EventTime;
import quantum.demo.Suite;

/** SIGTERM in the middle of work: in order, in time, and what was not done yet is done later. */
@ExtendWith(SharedChain.class)
class ShutdownIT {
  private static final long GRACE_MILLIS = 1_500;
  private static final int MANY = 200;

  private static void stopAndStart(Chain chain, String service) {
    Suite.Stopped stopped = chain.suite().terminate(service);
    chain.suite().startAgain(service);
    assertThat(stopped.exitCode()).as("exit code of %s", service).isZero();
    assertThat(stopped.took()).as(service).isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {Suite.INTENT_BRIDGE, Suite.APPLY_LAYER})
  void intents_amongWhichAServiceIsStopped_haveOneResultEach(String service, Chain chain) {
    String tag = "shutdown-of-" + service;
    List<Map<String, String>> intents = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      intents.add(
          Chain.fields(
              "intent_type",
              "PARTIAL_25",
              "symbol",
              "DOWNUSDT",
              "side",
              "SELL",
              "position_id",
              tag + i,
              "reason",
              tag,
              "timestamp",
              EventTime.format(chain.now())));
    }
    chain.probe().xaddAll(chain.names().tradeIntent(), intents);
    stopAndStart(chain, service);
    chain.settle();

    assertThat(chain.results("DOWNUSDT"))
        .filteredOn(result -> result.getOrDefault("position_id", "").startsWith(tag))
        .hasSize(MANY)
        .extracting(result -> result.get("plan_id"))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {Suite.HARVEST_BRAIN, Suite.EXITBRAIN})
  void prices_amongWhichAServiceIsStopped_areAllFollowed(String service, Chain chain) {
    String symbol = service.equals(Suite.EXITBRAIN) ? "EXITDOWNUSDT" : "BRAINDOWNUSDT";
    chain.open(symbol, "4", "100", "98");
    List<Map<String, String>> prices = new ArrayList<>();
    for (int i = 0; i < 50 * MANY; i++) {
      prices.add(price(chain, symbol, i == MANY ? "103.2" : "101", 0));
    }
    prices.add(price(chain, symbol, "97.5", 0));
    // the exchange knows nothing of these prices: its grace passes
    prices.add(price(chain, symbol, "97.5", GRACE_MILLIS));
    chain.probe().xaddAll(chain.names().priceUpdate(), prices);
    stopAndStart(chain, service);
    chain.settle();

    assertThat(chain.results(symbol))
        .filteredOn(result -> "FULL_CLOSE_PROPOSED".equals(result.get("action")))
        .as("the stop, which only the last prices hit")
        .singleElement()
        .satisfies(result -> assertThat(result).containsEntry("status", "FILLED"));
    assertThat(chain.orders(symbol)).as("the entry and the stop").hasSize(2);
    assertThat(chain.about(symbol, chain.names().tradeIntent()))
        .filteredOn(intent -> "MOVE_SL".equals(intent.get("side")))
        .as("the lock, at the one price that allows it")
        .hasSize(1);
  }

  private static Map<String, String> price(
      Chain chain, String symbol, String price, long laterMillis) {
    return Chain.fields(
        "symbol",
        symbol,
        "status",
        "PRICE_UPDATE",
        "price",
        price,
        "timestamp",
        EventTime.format(chain.now() + laterMillis));
  }

  @Test
  void marketStateAndExchange_stoppedAndStarted_goOnWhereTheyWere(Chain chain) {
    chain.open("MARKETDOWNUSDT", "4", "100", "98");
    stopAndStart(chain, Suite.MARKET_STATE);
    chain.price("MARKETDOWNUSDT", "100.5");
    stopAndStart(chain, Suite.PAPER_EXCHANGE);
    chain.price("MARKETDOWNUSDT", "105");
    assertThat(
            chain.awaitResult(
                "MARKETDOWNUSDT", fields -> fields.get("action").startsWith("PARTIAL")))
        .containsEntry("status", "FILLED");
    chain.settle();
    assertThat(new BigDecimal(chain.position("MARKETDOWNUSDT").get("qty")))
        .isEqualByComparingTo("3");
  }
}
