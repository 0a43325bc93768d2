package quantum.marketstate;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import quantum.runtime.testing.FakeVenue;

/**
 * A venue that tells a new price of each symbol every second, and does to it what real ones have
 * done: mutes symbols, refuses or forgets subscriptions, cuts, falls silent, answers 429, tells old
 * rows, lists later, repeats itself and tells things in the wrong order. Over real HTTP and
 * WebSocket, by a clock of the test's.
 */
final class MisbehavingVenue implements FakeVenue.Behaviour {
  private static final Pattern NAME = Pattern.compile("\"([^\"@]+)@markPrice@1s\"");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  /** What it does with requests to subscribe. */
  enum Subscribing {
    DOES,
    REFUSES,
    IGNORES
  }

  /** How it answers requests for prices. */
  enum Rest {
    ANSWERS,
    TOO_MANY,
    BAD_GATEWAY,
    HANGS_UP,
    OLD_ROWS
  }

  private final LongSupplier now;
  private final Map<String, Long> listed = new TreeMap<>();
  private final Map<FakeVenue.Peer, Set<String>> streams = new HashMap<>();
  private final Set<String> mutedUntilAskedAgain = new HashSet<>();
  private final Map<String, Long> mutedUntil = new HashMap<>();
  private final Map<FakeVenue.Peer, Long> silentUntil = new HashMap<>();
  private Subscribing subscribing = Subscribing.DOES;
  private Rest rest = Rest.ANSWERS;
  private int upgrade = 101;
  private long price = 1000;

  MisbehavingVenue(LongSupplier now) {
    this.now = now;
  }

  // ---- what a test does to it

  synchronized void list(String symbol) {
    listed.putIfAbsent(symbol, now.getAsLong());
  }

  synchronized void unlist(String symbol) {
    listed.remove(symbol);
  }

  synchronized void subscribing(Subscribing how) {
    subscribing = how;
  }

  synchronized void rest(Rest how) {
    rest = how;
  }

  synchronized void upgrade(int status) {
    upgrade = status;
  }

  synchronized void muteUntilAskedAgain(String symbol) {
    mutedUntilAskedAgain.add(symbol);
  }

  synchronized void mute(String symbol, long untilMillis) {
    mutedUntil.put(symbol, untilMillis);
  }

  synchronized void silence(FakeVenue.Peer peer, long untilMillis) {
    silentUntil.put(peer, untilMillis);
  }

  synchronized boolean isSilent(FakeVenue.Peer peer) {
    return silentUntil.getOrDefault(peer, 0L) > now.getAsLong();
  }

  synchronized boolean answers(String symbol) {
    return rest == Rest.ANSWERS && listed.containsKey(symbol);
  }

  /** A second has passed: each symbol has a new price, told to those who hear it. */
  void tick(Collection<FakeVenue.Peer> peers, boolean twice, boolean disordered) {
    List<Runnable> messages = new ArrayList<>();
    synchronized (this) {
      price++;
      long time = now.getAsLong();
      for (FakeVenue.Peer peer : peers) {
        for (String symbol : streams.getOrDefault(peer, Set.of())) {
          if (isSilent(peer)
              || mutedUntilAskedAgain.contains(symbol)
              || mutedUntil.getOrDefault(symbol, 0L) > time
              || !listed.containsKey(symbol)) {
            continue;
          }
          String told = Long.toString(price);
          messages.add(() -> peer.price(symbol, told, time));
          if (twice) {
            messages.add(() -> peer.price(symbol, told, time));
          }
          if (disordered) {
            messages.add(() -> peer.price(symbol, "999", time - 1500));
            messages.add(() -> peer.price(symbol, "998", time - 75_000));
          }
        }
      }
    }
    messages.forEach(MisbehavingVenue::say);
  }

  private static void say(Runnable message) {
    try {
      message.run();
    } catch (java.io.UncheckedIOException _) {
      // the other side has just left
    }
  }

  // ---- what is asked of it

  @Override
  public synchronized int upgrade() {
    return upgrade;
  }

  @Override
  public void heard(FakeVenue.Peer peer, String text) {
    Matcher id = ID.matcher(text);
    if (!id.find()) {
      return;
    }
    String reply;
    synchronized (this) {
      if (isSilent(peer) || subscribing == Subscribing.IGNORES) {
        return;
      }
      if (subscribing == Subscribing.REFUSES) {
        reply = "{\"error\":{\"code\":3,\"msg\":\"Too many requests\"},\"id\":" + id.group(1) + "}";
      } else {
        Set<String> names =
            NAME.matcher(text)
                .results()
                .map(found -> found.group(1).toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        Set<String> mine = streams.computeIfAbsent(peer, _ -> new HashSet<>());
        if (text.contains("\"UNSUBSCRIBE\"")) {
          mine.removeAll(names);
        } else {
          mine.addAll(names);
          mutedUntilAskedAgain.removeAll(names);
        }
        reply = "{\"result\":null,\"id\":" + id.group(1) + "}";
      }
    }
    say(() -> peer.say(reply));
  }

  @Override
  public synchronized Optional<FakeVenue.Reply> asked(String target) {
    if (target.startsWith("/fapi/v1/exchangeInfo")) {
      return reply(200, FakeVenue.listingsOf(listed.keySet().toArray(String[]::new)));
    }
    if (target.startsWith("/fapi/v1/klines")) {
      return reply(200, "[]");
    }
    return switch (rest) {
      case TOO_MANY ->
          Optional.of(new FakeVenue.Reply(429, Map.of("Retry-After", "3"), "{\"code\":-1003}"));
      case BAD_GATEWAY -> reply(502, "<html>");
      case HANGS_UP -> Optional.empty();
      case OLD_ROWS -> prices(target, now.getAsLong() - 70_000, "997");
      case ANSWERS -> prices(target, now.getAsLong(), Long.toString(price));
    };
  }

  private Optional<FakeVenue.Reply> prices(String target, long time, String told) {
    int at = target.indexOf("symbol=");
    if (at < 0) {
      Object[] rows =
          listed.keySet().stream()
              .flatMap(symbol -> java.util.stream.Stream.of(symbol, told, time))
              .toArray();
      return reply(200, FakeVenue.indexOf(rows));
    }
    String symbol = URLDecoder.decode(target.substring(at + 7), StandardCharsets.UTF_8);
    if (!listed.containsKey(symbol)) {
      return reply(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
    }
    String rows = FakeVenue.indexOf(symbol, told, time);
    return reply(200, rows.substring(1, rows.length() - 1));
  }

  private static Optional<FakeVenue.Reply> reply(int status, String body) {
    return Optional.of(new FakeVenue.Reply(status, Map.of(), body));
  }
}
