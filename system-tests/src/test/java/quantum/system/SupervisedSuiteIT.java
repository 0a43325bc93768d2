package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.demo.PriceFolder;
import quantum.demo.Suite;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.testing.NotifyReceiver;

/** Each of the nine services, under a service manager that listens. */
class SupervisedSuiteIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Map<String, NotifyReceiver> receivers = new LinkedHashMap<>();

  @Test
  void everyService_saysReady_feedsItsWatchdog_andSaysThatItStops() throws IOException {
    Map<String, Map<String, String>> supervised = new HashMap<>();
    for (String service : Suite.services()) {
      var receiver =
          new NotifyReceiver("@quantum-" + ProcessHandle.current().pid() + "-" + service);
      receivers.put(service, receiver);
      supervised.put(
          service, Map.of("NOTIFY_SOCKET", receiver.address(), "WATCHDOG_USEC", "4000000"));
    }
    try (Suite suite = Suite.start(config(supervised))) {
      awaitEach("READY=1");
      awaitEach("WATCHDOG=1");
      awaitEach("WATCHDOG=1"); // the second one needs every loop to have come round again
      Suite.services().forEach(suite::terminate);
      awaitEach("STOPPING=1");
    } finally {
      receivers.values().forEach(NotifyReceiver::close);
    }
    assertThat(receivers).hasSize(9);
  }

  private void awaitEach(String beginning) {
    receivers.forEach(
        (service, receiver) ->
            assertThat(receiver.await(message -> message.startsWith(beginning), SOON))
                .as(service)
                .startsWith(beginning));
  }

  private static Suite.Config config(Map<String, Map<String, String>> overrides)
      throws IOException {
    Path folder = LockstepRun.folder("supervised");
    Symbol symbol = Symbol.of("QUIETUSDT");
    BigDecimal price = new BigDecimal("100.0001");
    Candle bar = new Candle(0, price, price, price, price, BigDecimal.ONE);
    var prices = new TreeMap<>(Map.of(symbol, CandleSeries.of(symbol, List.of(bar))));
    return new Suite.Config(
        Suite.services(),
        PriceFolder.write(prices, folder.resolve("prices")),
        OptionalLong.empty(),
        prices.keySet(),
        false,
        folder,
        overrides);
  }
}
