package quantum.runtime;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import quantum.contracts.Hand;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;

/**
 * The trader's states as they were last seen, at first as if nothing were held back. Decisions
 * start from them and the script corrects them: a look beforehand would cost every batch a round
 * trip and prove nothing.
 */
final class LastSeenHand {
  private enum Kind {
    KILL,
    HALT
  }

  private final Redis redis;
  private final Names names;
  private final String killKey;

  /** What is in force; all else is not. */
  private final Map<String, Kind> inForce = new HashMap<>();

  LastSeenHand(Redis redis, String killKey) {
    this.redis = redis;
    this.names = redis.names();
    this.killKey = killKey;
  }

  /** Each state that is asked for becomes an assumption of the commit. */
  Hand during(Commit commit) {
    return new Hand() {
      @Override
      public boolean killed() {
        boolean on = inForce.containsKey(killKey);
        commit.requireKill(killKey, on);
        return on;
      }

      @Override
      public boolean halted() {
        return halt(names.halt());
      }

      @Override
      public boolean paused(Symbol symbol) {
        return halt(names.pause(symbol));
      }

      private boolean halt(String key) {
        boolean on = inForce.containsKey(key);
        commit.requireHalt(key, on);
        return on;
      }
    };
  }

  /** What the script has found instead. */
  void correct(Map<String, Boolean> found) {
    found.forEach(
        (key, on) -> {
          if (on) {
            inForce.put(key, key.equals(killKey) ? Kind.KILL : Kind.HALT);
          } else {
            inForce.remove(key);
          }
        });
  }

  /** What is in force may be over: nothing that is committed would tell. */
  void lookAgain() {
    for (Map.Entry<String, Kind> state : List.copyOf(inForce.entrySet())) {
      String key = state.getKey();
      boolean still =
          switch (state.getValue()) {
            case KILL -> KillSwitch.isOn(redis, key);
            case HALT -> HaltSwitch.inForce(redis, key, Clock.systemUTC().millis()).isPresent();
          };
      if (!still) {
        inForce.remove(key);
      }
    }
  }
}
