package quantum.account.hand;

import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** Sets and clears the trader's states; each in one step, so that none is ever half there. */
public final class HandKeys {
  private final Redis redis;
  private final Names names;

  public HandKeys(Redis redis) {
    this.redis = redis;
    this.names = redis.names();
  }

  public void halt(Halt halt) {
    replace(Map.of(names.halt(), halt.encode()));
  }

  public void pause(Symbol symbol, Halt pause) {
    replace(Map.of(names.pause(symbol), pause.encode()));
  }

  public void unpause(Symbol symbol) {
    redis.commands().del(names.pause(symbol));
  }

  /** Ends a halt, and the order to close everything with it. */
  public void resume() {
    redis.commands().del(names.halt(), names.flatten());
  }

  /** The order to close everything, with its halt: both or none. */
  public Flatten flatten(Collection<Symbol> symbols, String reason, String by, long nowMillis) {
    Flatten order = Flatten.order(UUID.randomUUID().toString(), symbols, reason, by, nowMillis);
    replace(Map.of(names.halt(), order.halt().encode(), names.flatten(), order.encode()));
    return order;
  }

  public void kill(String key, boolean on) {
    if (on) {
      redis.commands().del(key); // whatever type it has
      redis.commands().set(key, "1");
    } else {
      redis.commands().del(key);
    }
  }

  /** What was there before does not shine through. */
  private void replace(Map<String, Map<String, String>> hashes) {
    RedisCommands<String, String> commands = redis.commands();
    commands.multi();
    hashes.forEach(
        (key, fields) -> {
          commands.del(key);
          commands.hset(key, fields);
        });
    TransactionResult done = commands.exec();
    if (done.wasDiscarded()) {
      throw new IllegalStateException("Redis has discarded the change");
    }
    done.stream()
        .filter(RuntimeException.class::isInstance)
        .findFirst()
        .ifPresent(
            failed -> {
              throw (RuntimeException) failed;
            });
  }
}
