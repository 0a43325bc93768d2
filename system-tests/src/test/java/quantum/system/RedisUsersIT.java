package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.demo.Suite;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.TlsPort;

/**
 * The whole chain with every service logged in as the user that deploy/redis ships, over TLS: all
 * of it works, and nothing was asked for that the user may not do.
 */
class RedisUsersIT {
  private static final String SYMBOL = "OWNUSERUSDT";
  private static final Map<String, String> USERS =
      Map.of(
          Suite.MARKET_STATE, "quantum-marketstate",
          Suite.INTENT_BRIDGE, "quantum-intent-bridge",
          Suite.APPLY_LAYER, "quantum-apply-layer",
          Suite.HARVEST_BRAIN, "quantum-harvest-brain",
          Suite.EXITBRAIN, "quantum-exitbrain");

  @TempDir Path folder;

  private static Chain prepare() {
    return Chain.prepare(
        "users",
        Set.of(SYMBOL),
        Map.of(
            Suite.HARVEST_BRAIN, Map.of("MARKETSTATE_REFRESH_MS", "0", "KILL_REFERENCE", "off"),
            Suite.EXITBRAIN,
                Map.of(
                    "MARKETSTATE_REFRESH_MS", "0",
                    "KILL_REFERENCE", "off",
                    "EXITBRAIN_HOLD_INTERVAL_SEC", "1",
                    "LOCKSTEP", "true")));
  }

  @Test
  void servicesAsTheirOwnUsers_enterHarvestAndStop_andNothingIsRefused() {
    try (Chain chain = prepare()) {
      TlsPort tls = TlsPort.open(chain.probe(), folder, false);
      USERS.forEach(
          (service, user) ->
              chain
                  .suite()
                  .set(
                      service,
                      "REDIS_URL",
                      AclFile.enable(tls.uri(), chain.probe(), user, "quantum")
                          + "?ca="
                          + tls.certificate()));
      chain.probe().commands().aclLogReset();
      chain.suite().startServices();

      chain.open(SYMBOL, "4", "100", "98");
      chain.price(SYMBOL, "105");
      chain.awaitResult(SYMBOL, fields -> "PARTIAL_25".equals(fields.get("action")));
      chain.settle();
      assertThat(chain.position(SYMBOL))
          .containsEntry("qty", "3")
          .containsEntry("stop_loss", "100.2")
          .containsKey("R_net");
      chain.probe().commands().set("quantum:kill", "1");
      chain.price(SYMBOL, "110");
      chain.settle();
      chain.probe().commands().del("quantum:kill");
      chain.probe().commands().hset("quantum:pause:" + SYMBOL, "reason", "news");
      chain.probe().commands().hset("quantum:halt", "reason", "news");
      chain.price(SYMBOL, "115");
      chain.settle();
      assertThat(chain.position(SYMBOL)).as("paused").containsEntry("qty", "3");
      chain.probe().commands().del("quantum:pause:" + SYMBOL, "quantum:halt");
      chain.probe().xadd("quantum:stream:trade.intent", "symbol", "no symbol at all");
      chain.probe().xadd("quantum:stream:apply.plan", "nothing", "that could be read");
      chain.probe().xadd("quantum:stream:apply.result", "nothing", "that could be read");
      foreignPosition(chain, "FOREIGNUSDT");
      chain.price(SYMBOL, "99");
      chain.awaitStopped(SYMBOL);
      chain.settle();

      assertThat(chain.orders(SYMBOL)).as("entry, tranche, stop").hasSizeGreaterThanOrEqualTo(3);
      assertThat(chain.position(SYMBOL)).isEmpty();
      assertThat(chain.probe().length("quantum:stream:deadletter")).isGreaterThanOrEqualTo(3);
      assertThat(chain.probe().hash("quantum:position:ledger:" + SYMBOL))
          .containsEntry("closed_qty", "4");
      assertThat(AclFile.refused(chain.probe())).isEmpty();
      List<String> loggedIn =
          chain.probe().commands().clientList().lines().map(RedisUsersIT::user).toList();
      assertThat(loggedIn).as("users that are connected").containsAll(USERS.values());
    }
  }

  /** Somebody else's fills: harvest-brain keeps that position, and forgets it. */
  private static void foreignPosition(Chain chain, String symbol) {
    String[] fill = {"symbol", symbol, "status", "FILLED", "executed", "True", "qty", "1"};
    add(chain, fill, "side", "BUY", "price", "100", "stop_loss", "99", "position_id", "f1");
    chain.settle();
    assertThat(chain.position(symbol)).containsEntry("source", "harvest_brain");
    add(chain, fill, "side", "SELL", "price", "101", "position_id", "f1", "reduceOnly", "True");
    chain.settle();
    assertThat(chain.position(symbol)).isEmpty();
  }

  private static void add(Chain chain, String[] fill, String... more) {
    Map<String, String> fields = Chain.fields(fill);
    fields.putAll(Chain.fields(more));
    fields.put("source", "another-executor");
    fields.put("timestamp", quantum.contracts.EventTime.format(chain.now()));
    chain.probe().xadd("quantum:stream:apply.result", fields);
  }

  private static String user(String client) {
    return client.replaceFirst(".* user=(\\S+) .*", "$1");
  }
}
