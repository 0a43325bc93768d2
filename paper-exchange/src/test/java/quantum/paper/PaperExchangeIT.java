package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.PaperClient.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The paper exchange as a process of its own. */
class PaperExchangeIT {
  @TempDir Path folder;

  @Test
  void killedExchange_goesOnWhereItWas() throws Exception {
    Map<String, String> env = environment();
    JsonNode first;
    JsonNode account;
    JsonNode orders;
    JsonNode status;
    try (Running running = start(env)) {
      PaperClient client = running.client();
      client.control("POST", "/paper/advance?bars=2");
      client.signed("POST", "/fapi/v1/leverage", "symbol=RIVERUSDT&leverage=7");
      first = json(client.market("RIVERUSDT", "BUY", "1.83", false, "before"));
      client.market("RIVERUSDT", "BUY", "1.835", false, "refused");
      client.control("POST", "/paper/price?symbol=RIVERUSDT&price=21.68");
      client.market("RIVERUSDT", "SELL", "1.37", true, "partial");
      client.control("POST", "/paper/advance?ticks=1");
      account = client.get("/paper/account");
      orders = client.get("/paper/orders");
      status = client.get("/paper/status");
      running.process.destroyForcibly();
      assertThat(running.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    try (Running running = start(env)) {
      PaperClient client = running.client();
      assertThat(client.get("/paper/account")).isEqualTo(account);
      assertThat(client.get("/paper/orders")).isEqualTo(orders);
      assertThat(client.get("/paper/status")).isEqualTo(status);
      assertThat(
              client
                  .signedGet("/fapi/v1/order", "symbol=RIVERUSDT&origClientOrderId=before")
                  .path("orderId"))
          .isEqualTo(first.path("orderId"));
      JsonNode next = json(client.market("RIVERUSDT", "SELL", "0.46", true, "after"));
      assertThat(next.path("orderId").asLong()).isEqualTo(first.path("orderId").asLong() + 2);
      assertThat(client.get("/paper/account").path("positions")).isEmpty();
    }
  }

  @Test
  void killedExchange_keepsItsStops_whichFireWhenPricesGoOn() throws Exception {
    Map<String, String> env = environment();
    JsonNode resting;
    try (Running running = start(env)) {
      PaperClient client = running.client();
      client.control("POST", "/paper/advance?bars=1");
      client.market("BTCUSDT", "BUY", "0.010", false, "entry");
      String stop = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&";
      String close = stop + "closePosition=true&triggerPrice=95490&clientAlgoId=qs-1-1";
      assertThat(client.signed("POST", "/fapi/v1/algoOrder", close).statusCode()).isEqualTo(200);
      String deeper = stop + "quantity=0.010&reduceOnly=true&triggerPrice=95479&clientAlgoId=q";
      assertThat(client.signed("POST", "/fapi/v1/algoOrder", deeper).statusCode()).isEqualTo(200);
      resting = client.signedGet("/fapi/v1/openAlgoOrders", "");
      assertThat(resting).hasSize(2);
      running.process.destroyForcibly();
      assertThat(running.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    JsonNode account;
    JsonNode algos;
    try (Running running = start(env)) {
      PaperClient client = running.client();
      assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "")).isEqualTo(resting);
      client.control("POST", "/paper/advance?bars=1");
      account = client.get("/paper/account");
      algos = client.get("/paper/algos");
      assertThat(account.path("positions")).isEmpty();
      assertThat(algos)
          .extracting(algo -> algo.path("algoStatus").asString())
          .containsExactly("FINISHED", "REJECTED");
      JsonNode child =
          client.signedGet("/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=qs-1-1");
      assertThat(account.path("trades").get(1).path("orderId")).isEqualTo(child.path("orderId"));
      running.process.destroyForcibly();
      assertThat(running.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    try (Running running = start(env)) {
      assertThat(running.client().get("/paper/account")).isEqualTo(account);
      assertThat(running.client().get("/paper/algos")).isEqualTo(algos);
    }
  }

  @Test
  void terminatedExchange_stopsInTime_alsoWithOpenConnections() throws Exception {
    try (Running running = start(environment())) {
      PaperClient client = running.client();
      client.socket("/market/ws/btcusdt@markPrice@1s");
      client.control("POST", "/paper/speed?x=60");
      running.process.destroy();
      assertThat(running.process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(running.process.exitValue()).isZero();
    }
  }

  @Test
  void badSettings_areListedTogether_andTheSecretIsNotShown() throws Exception {
    Map<String, String> env = environment();
    env.put("PAPER_BALANCE", "-5");
    env.put("PAPER_STEP_SIZE", "RIVERUSDT=0.01");
    env.put("PAPER_PRICES", folder.toString()); // where it was once named
    env.put("PAPER_PRICES_DIR", folder.resolve("nowhere").toString());
    env.put("PAPER_SPED", "3");
    env.put("PAPER_API_SECRET", "do-not-show-me");
    try (Running running = launch(env)) {
      String output = String.join("\n", running.rest());
      assertThat(running.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(running.process.exitValue()).isEqualTo(78);
      assertThat(output)
          .contains("PAPER_BALANCE", "PAPER_STEP_SIZE", "PAPER_SPED")
          .contains(
              "PAPER_PRICES is '" + folder + "', allowed is recorded or upstream",
              "the folder of recorded prices goes into PAPER_PRICES_DIR",
              "PAPER_PRICES_DIR is '" + folder.resolve("nowhere"))
          .doesNotContain("do-not-show-me");
    }
  }

  @Test
  void unreadablePrices_areNamed() throws Exception {
    Map<String, String> env = environment();
    Files.writeString(Path.of(env.get("PAPER_PRICES_DIR")).resolve("BADUSDT.csv"), "1,2,3,x,5,6\n");
    try (Running running = launch(env)) {
      String output = String.join("\n", running.rest());
      assertThat(running.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(running.process.exitValue()).isEqualTo(78);
      assertThat(output).contains("BADUSDT.csv, line 1, column low").doesNotContain("\tat ");
    }
  }

  @Test
  void unreachableUpstream_isNoMatterOfTheSettings_soItMayBeTriedAgain() throws Exception {
    Map<String, String> env = environment();
    env.put("PAPER_PRICES", "upstream");
    env.put("PAPER_SYMBOLS", "BTCUSDT");
    env.put("PAPER_UPSTREAM_REST_URL", "http://127.0.0.1:9"); // nobody listens there
    env.put("PAPER_UPSTREAM_WS_URL", "ws://127.0.0.1:9");
    try (Running running = launch(env)) {
      String output = String.join("\n", running.rest());
      assertThat(running.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(running.process.exitValue()).isEqualTo(1);
      assertThat(output).contains("the upstream http://127.0.0.1:9 does not tell its rules");
    }
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> env = PaperRig.environment(folder);
    env.put("PAPER_STATE_DIR", folder.resolve("state").toString());
    return env;
  }

  private static Running start(Map<String, String> env) throws IOException {
    Running running = launch(env);
    running.awaitPort();
    return running;
  }

  private static Running launch(Map<String, String> env) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "quantum.paper.PaperExchange");
    builder.environment().keySet().removeIf(name -> name.startsWith("PAPER_"));
    builder.environment().putAll(env);
    return new Running(builder.redirectErrorStream(true).start());
  }

  private static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private Optional<PaperClient> client = Optional.empty();

    Running(Process process) {
      this.process = process;
      this.output = process.inputReader();
    }

    PaperClient client() {
      return client.orElseThrow();
    }

    void awaitPort() throws IOException {
      String marker = "[PAPER] listening on 127.0.0.1:";
      List<String> seen = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        seen.add(line);
        int at = line.indexOf(marker);
        if (at >= 0) {
          client =
              Optional.of(
                  new PaperClient(Integer.parseInt(line.substring(at + marker.length()).strip())));
          return;
        }
      }
      throw new IllegalStateException("it never listened: " + String.join("\n", seen));
    }

    List<String> rest() {
      return output.lines().toList();
    }

    @Override
    public void close() {
      client.ifPresent(PaperClient::close);
      process.destroyForcibly();
    }
  }
}
