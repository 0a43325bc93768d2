package quantum.demo;

import java.util.Map;
import quantum.cli.Rehearsal;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.testing.RedisServer;

/** Lets the command {@code quantum} work for a moment, for the start cache of a clone. */
public final class CommandTraining {
  private static final Symbol SYMBOL = Symbol.of("TEST");

  private CommandTraining() {}

  public static void main(String[] args) {
    try (RedisServer server = RedisServer.processOnly();
        Redis redis = Redis.connect(server.settings(Names.DEFAULT_NAMESPACE), "training")) {
      Names names = redis.names();
      redis
          .commands()
          .hset(
              names.position(SYMBOL),
              Map.of(
                  "symbol", SYMBOL.name(),
                  "side", "LONG",
                  "qty", "0.01",
                  "entry_price", "1000",
                  "stop_loss", "990",
                  "entry_risk", "10"));
      redis.commands().hset(names.ticker(SYMBOL), Map.of("markPrice", "1005"));
      redis.commands().sadd(names.positionsOpen(), SYMBOL.name());
      redis.commands().hset(names.health("apply-layer"), Map.of("state", "running"));
      Rehearsal.of(server.uri(), SYMBOL.name());
    }
  }
}
