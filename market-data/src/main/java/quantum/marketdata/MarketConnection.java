package quantum.marketdata;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import quantum.kernel.value.Symbol;
import quantum.runtime.BackOff;

/**
 * One socket and what it has been asked for. A symbol counts as subscribed when the venue has
 * confirmed it; what it refuses or does not answer is asked for again, with back-off, in ever
 * smaller groups, so that one name it does not take costs the others nothing for long.
 */
final class MarketConnection {
  /** Symbols in one message, which has to stay below 4 kB. */
  private static final int MOST_AT_ONCE = 40;

  /** Silences after which a socket that still answers is given up all the same. */
  private static final int PATIENCE = 6;

  private final MarketSocket socket;
  private final ConnectionTiming timing;
  private final LongSupplier requestIds;
  private final long begunAt;

  /** What the venue may be sending; it includes what is on its way. */
  private final Set<Symbol> held = new TreeSet<>();

  private final Set<Symbol> confirmed = new TreeSet<>();
  private final Map<Symbol, Retry> retries = new HashMap<>();
  private final Map<Long, Asked> asked = new HashMap<>();
  private boolean open;
  private boolean spoken;
  private long openedAt;
  private long lastSignAt;
  private long lastPriceAt;
  private long nextPingAt;
  private long nextRequestAt;

  private record Asked(boolean subscribe, Set<Symbol> symbols, long at) {}

  private static final class Retry {
    private final BackOff pause;
    private int failures;
    private long at;

    Retry(BackOff pause) {
      this.pause = pause;
    }
  }

  MarketConnection(
      MarketSocket socket, ConnectionTiming timing, LongSupplier requestIds, long now) {
    this.socket = socket;
    this.timing = timing;
    this.requestIds = requestIds;
    this.begunAt = now;
  }

  MarketSocket socket() {
    return socket;
  }

  boolean isOpen() {
    return open;
  }

  long ageMillis(long now) {
    return now - (open ? openedAt : begunAt);
  }

  void opened(long now) {
    open = true;
    openedAt = now;
    lastSignAt = now;
    lastPriceAt = now;
    nextPingAt = now;
    nextRequestAt = now;
  }

  /** It said anything at all. */
  void sign(long now) {
    lastSignAt = now;
  }

  void price(long now) {
    lastPriceAt = now;
    spoken = true;
  }

  /** Whether it has told a price and all of these are confirmed. */
  boolean serves(Set<Symbol> symbols) {
    return spoken && confirmed.containsAll(symbols);
  }

  /** The venue's word about one of our requests: what it confirmed. */
  Set<Symbol> replied(MarketFrame.Reply reply, long now) {
    if (reply.refusal().isPresent()) {
      List<Long> which =
          reply.id().isPresent()
              ? List.of(reply.id().getAsLong())
              : List.copyOf(asked.keySet()); // it does not say which
      which.stream()
          .flatMap(id -> Stream.ofNullable(asked.remove(id)))
          .forEach(a -> failed(a, now));
      return Set.of();
    }
    Asked done = reply.id().isPresent() ? asked.remove(reply.id().getAsLong()) : null;
    if (done == null) {
      return Set.of();
    }
    if (done.subscribe) {
      confirmed.addAll(done.symbols);
      retries.keySet().removeAll(done.symbols);
      return done.symbols;
    }
    held.removeAll(done.symbols);
    confirmed.removeAll(done.symbols);
    return Set.of();
  }

  /** Asks for these once more, although they were confirmed. */
  void again(Collection<Symbol> symbols) {
    confirmed.removeAll(symbols);
  }

  /** One step towards being subscribed to exactly these. */
  void follow(Set<Symbol> wanted, long now) {
    for (Iterator<Asked> all = asked.values().iterator(); all.hasNext(); ) {
      Asked each = all.next();
      if (now - each.at >= timing.answer().toMillis()) {
        all.remove();
        failed(each, now);
      }
    }
    if (now < nextRequestAt) {
      return;
    }
    Set<Symbol> waiting = new TreeSet<>();
    asked.values().forEach(each -> waiting.addAll(each.symbols));
    Set<Symbol> less = new TreeSet<>(held);
    less.removeAll(wanted);
    less.removeAll(waiting);
    less.removeIf(symbol -> isPausing(symbol, now));
    Set<Symbol> more = new TreeSet<>(wanted);
    more.removeAll(confirmed);
    more.removeAll(waiting);
    more.removeIf(symbol -> isPausing(symbol, now));
    if (!less.isEmpty()) {
      ask(false, group(less), now);
    } else if (!more.isEmpty()) {
      ask(true, group(more), now);
    }
  }

  /** Why it should be given up, if it should. */
  Optional<String> fault(long now) {
    long silence = timing.silence().toMillis();
    if (open && now - lastSignAt >= 2 * silence) {
      return Optional.of("no sign of life for " + (now - lastSignAt) + " ms");
    }
    if (open && now - lastPriceAt >= PATIENCE * silence) {
      return Optional.of("no price for " + (now - lastPriceAt) + " ms");
    }
    return Optional.empty();
  }

  /** Asks for a sign of life if it has been silent. */
  void ping(long now) {
    long silence = timing.silence().toMillis();
    if (open && now - lastSignAt >= silence && now >= nextPingAt) {
      nextPingAt = now + silence;
      socket.ping();
    }
  }

  private void ask(boolean subscribe, Set<Symbol> symbols, long now) {
    nextRequestAt = now + timing.spacing().toMillis();
    long id = requestIds.getAsLong();
    asked.put(id, new Asked(subscribe, symbols, now));
    if (subscribe) {
      held.addAll(symbols);
      socket.subscribe(symbols, id);
    } else {
      socket.unsubscribe(symbols, id);
    }
  }

  private void failed(Asked request, long now) {
    for (Symbol symbol : request.symbols) {
      Retry retry =
          retries.computeIfAbsent(
              symbol, _ -> new Retry(new BackOff(timing.firstBackOff(), timing.lastBackOff())));
      retry.failures++;
      retry.at = now + retry.pause.nextMillis();
    }
  }

  private boolean isPausing(Symbol symbol, long now) {
    Retry retry = retries.get(symbol);
    return retry != null && now < retry.at;
  }

  /** Those that failed least often, and half as many of them with each failure. */
  private Set<Symbol> group(Set<Symbol> due) {
    int failures = due.stream().mapToInt(this::failures).min().orElse(0);
    int size = Math.max(1, MOST_AT_ONCE >> Math.min(failures, 30));
    Set<Symbol> group = new TreeSet<>();
    due.stream().filter(symbol -> failures(symbol) == failures).limit(size).forEach(group::add);
    return group;
  }

  private int failures(Symbol symbol) {
    Retry retry = retries.get(symbol);
    return retry == null ? 0 : retry.failures;
  }
}
