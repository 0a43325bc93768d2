package quantum.harvestproposal;

import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanCursor;
import java.util.Set;
import java.util.TreeSet;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** The symbols that have a proposal in Redis, whoever published it. */
final class PublishedProposals {
  private static final int KEYS_PER_SCAN = 1_000;

  private final Redis redis;
  private final String prefix;
  private final Set<Symbol> symbols = new TreeSet<>();
  private boolean searched;
  private boolean permitted;

  PublishedProposals(Redis redis, String prefix) {
    this.redis = redis;
    this.prefix = prefix;
  }

  /**
   * Keys are searched once: at the start, and after {@link #forget()}. None if this user may not:
   * an ACL file of an earlier release lets nobody search or delete.
   */
  Set<Symbol> symbols() {
    if (!searched) {
      try {
        search();
        permitted = true;
      } catch (RedisCommandExecutionException e) {
        if (!e.getMessage().startsWith("NOPERM")) {
          throw e;
        }
        permitted = false;
        PublisherLog.notWithdrawn(e.getMessage());
      }
      searched = true;
    }
    return permitted ? Set.copyOf(symbols) : Set.of();
  }

  void add(Symbol symbol) {
    symbols.add(symbol);
  }

  void remove(Symbol symbol) {
    symbols.remove(symbol);
  }

  /** Behind an outage there may be an older Redis, or what another instance has published. */
  void forget() {
    symbols.clear();
    searched = false;
  }

  private void search() {
    KeyScanArgs mine = KeyScanArgs.Builder.limit(KEYS_PER_SCAN).match(prefix + '*').type("hash");
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<String> page = redis.commands().scan(cursor, mine);
      page.getKeys().forEach(key -> addIfSymbol(key.substring(prefix.length())));
      cursor = page;
    }
  }

  private void addIfSymbol(String name) {
    try {
      symbols.add(Symbol.of(name));
    } catch (IllegalArgumentException e) {
      // somebody else's key
    }
  }
}
