package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.demo.Suite;
import quantum.kernel.value.Symbol;

/** A symbol that the venue lists in another script, from the settings to the order. */
class ScriptsOfTheWorldIT {
  private static final String SYMBOL = "币安人生USDT";

  /** Watched from the start: in the address of the socket, in the allowlists, in every key. */
  @Test
  void symbol_isOpenedHarvestedAndClosed() {
    try (Chain chain = Chain.start("scripts", Set.of(SYMBOL), Map.of())) {
      chain.open(SYMBOL, "8", "100", "98");
      assertThat(chain.position(SYMBOL)).containsEntry("symbol", SYMBOL).containsEntry("qty", "8");

      chain.price(SYMBOL, "104.3");
      Map<String, String> tranche =
          chain.awaitResult(SYMBOL, result -> "PARTIAL_25".equals(result.get("action")));
      assertThat(tranche).containsEntry("status", "FILLED").containsEntry("filled_qty", "2");

      chain.price(SYMBOL, "97");
      chain.awaitStopped(SYMBOL);
      assertThat(chain.orders(SYMBOL)).hasSize(3);
      assertThat(chain.log(Suite.HARVEST_BRAIN)).anyMatch(line -> line.contains(SYMBOL));
    }
  }

  /** Not among the settings' symbols: market-state asks for its prices once a position is open. */
  @Test
  void symbolOfAPosition_isSubscribedTo() {
    Map<String, Map<String, String>> others =
        Map.of(
            Suite.MARKET_STATE,
            // prices come by the socket or not at all
            Map.of("SYMBOLS", "OTHERUSDT", "MARKET_SILENCE_SEC", "600"));
    try (Chain chain = Chain.start("scripts-later", Set.of(SYMBOL, "OTHERUSDT"), others)) {
      chain.suite().paper().price(SYMBOL, "100", chain.now());
      chain.intent(
          List.of(
                  "symbol",
                  SYMBOL,
                  "side",
                  "BUY",
                  "qty",
                  "8",
                  "entry_price",
                  "100",
                  "stop_loss",
                  "98",
                  "leverage",
                  "5",
                  "source",
                  "system-test")
              .toArray(String[]::new));
      chain.awaitResult(SYMBOL, result -> "ENTRY_PROPOSED".equals(result.get("action")));

      chain
          .probe()
          .await(
              "a price that was subscribed to",
              () -> {
                chain.suite().paper().price(SYMBOL, "100.1", chain.now());
                return chain.probe().commands().exists(chain.names().ticker(Symbol.of(SYMBOL))) > 0;
              },
              Duration.ofSeconds(60));
      assertThat(chain.about(SYMBOL, chain.names().priceUpdate())).isNotEmpty();
    }
  }
}
