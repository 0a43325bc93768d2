package quantum.cli.verb;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quantum.cli.practice.CannotPractise;
import quantum.cli.practice.Grounds;
import quantum.cli.practice.MovedPrices;
import quantum.cli.practice.PaperControl;
import quantum.cli.practice.PlacedFiles;
import quantum.cli.practice.PracticeEntry;
import quantum.cli.practice.PracticeKeys;
import quantum.cli.practice.PracticePlan;
import quantum.cli.practice.Systemd;
import quantum.cli.practice.VenueProbe;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/** The suite at work with play money, and back. */
@Command(
    name = "practice",
    header = "The suite at work with play money, and back.",
    description =
        "Shows the suite at work with play money: writes settings of its own, starts the services,"
            + " enters, and follows what they do. Nothing of yours is changed; --off takes it away.",
    footer = {"", "Example: quantum practice", "         quantum practice --off"})
public final class Practice implements Callable<Integer> {
  /** What a person wants to see of all that the services write. */
  private static final String WORTH_A_LINE =
      "(?s).*\\[(HARVEST|ENTRY_DONE|CLOSE_DONE|STOP|ALARM)\\].*";

  private static final String HARVESTED = "(?s).*\\[HARVEST\\] \\S+ HARVEST_PARTIAL.*";

  private static final long PRICE_SECONDS = 60;
  private static final long OPEN_SECONDS = 30;
  private static final long HARVEST_SECONDS = 150;
  private static final String BEFORE = "before";

  @Option(names = "--recorded", description = "recorded prices, 60 times as fast (the default)")
  private boolean recorded;

  @Option(names = "--live", description = "a venue's public prices, in their own time; no key")
  private boolean live;

  @Option(names = "--off", description = "stops it and puts everything back")
  private boolean off;

  @Option(
      names = "--venue-rest",
      paramLabel = "URL",
      defaultValue = "https://fapi.binance.com",
      description = "with --live: where the prices come from (${DEFAULT-VALUE})")
  private URI venueRest;

  @Option(
      names = "--venue-streams",
      paramLabel = "URL",
      defaultValue = "wss://fstream.binance.com",
      description = "with --live: its WebSocket (${DEFAULT-VALUE})")
  private URI venueStreams;

  private final Desk desk;
  private final PlacedFiles files;
  private final Grounds grounds;

  public Practice(Desk desk) {
    this.desk = desk;
    this.files = new PlacedFiles(Path.of("/"));
    this.grounds = new Grounds(Path.of("/"));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (live && recorded || off && (live || recorded)) {
      desk.err().println("quantum: one of --recorded, --live and --off");
      return Desk.BAD_USAGE;
    }
    try (Redis redis = Redis.connect(desk.redis(), "quantum")) {
      return off ? off(redis) : on(redis);
    } catch (RedisUnavailable e) {
      desk.err().println("cannot practise: " + e.getMessage() + ": systemctl start redis-server");
      return Desk.CANNOT_TELL;
    } catch (CannotPractise e) {
      desk.err().println("cannot practise: " + e.getMessage());
      return Desk.CANNOT_TELL;
    } catch (IOException e) {
      desk.err().println("practice stopped half way: " + e.getMessage());
      desk.err().println("quantum practice --off puts everything back");
      return Desk.WRONG;
    }
  }

  private int on(Redis redis) throws CannotPractise, IOException, InterruptedException {
    grounds.look();
    needSystemd();
    needNothingOpen(redis);
    if (live) {
      say("asking " + venueRest.getAuthority() + " …");
      VenueProbe.ask(venueRest);
    }
    boolean again = files.arePlaced();
    List<String> before = again ? files.noted(BEFORE) : Systemd.active();
    long start = MovedPrices.presentMinute(System.currentTimeMillis());
    PracticePlan plan =
        live
            ? PracticePlan.live(venueRest, venueStreams, PracticeEntry.LIVE)
            : PracticePlan.recorded(files.prices().toString(), start, PracticeEntry.RECORDED);
    say("practice writes these files, which win over yours until quantum practice --off:");
    desk.print(PlacedFiles.shown(plan));
    if (again) {
      Systemd.stop(Systemd.UNITS);
    }
    files.place(plan);
    files.note(BEFORE, String.join("\n", before));
    if (!live) {
      MovedPrices.write(grounds.home().resolve("practice/prices"), files.prices(), start);
    }
    PracticeKeys keys = new PracticeKeys(redis);
    keys.clear();
    String since = "@" + System.currentTimeMillis() / 1000;
    say("starting the services …");
    Systemd.reload();
    Systemd.restart(Systemd.UNITS);
    enter(plan, keys);
    return follow(plan, since);
  }

  private void enter(PracticePlan plan, PracticeKeys keys)
      throws IOException, InterruptedException {
    PaperControl exchange = new PaperControl();
    if (!live) {
      exchange.firstBar();
    }
    if (!keys.awaitPrices(plan.entries(), PRICE_SECONDS)) {
      throw new IOException("no prices within " + PRICE_SECONDS + " s: quantum status says why");
    }
    keys.send(plan.entries());
    int open = keys.awaitOpen(plan.entries().size(), OPEN_SECONDS);
    say(open + " of " + plan.entries().size() + " positions are open");
    if (!live) {
      exchange.speed(plan.speed());
      say("the market goes " + plan.speed() + " times as fast as it was");
    }
  }

  private int follow(PracticePlan plan, String since) throws IOException, InterruptedException {
    boolean endless = desk.terminal();
    AtomicBoolean harvested = new AtomicBoolean();
    Systemd.follow(
        since,
        endless ? 0 : HARVEST_SECONDS,
        line -> {
          if (line.matches(WORTH_A_LINE)) {
            say("  " + line);
          }
          if (line.matches(HARVESTED) && harvested.compareAndSet(false, true)) {
            lookAt();
          }
          return endless || live ? !live || endless : !harvested.get();
        });
    if (live && !harvested.get()) {
      lookAt();
    }
    return live || harvested.get() ? Desk.FINE : Desk.WRONG;
  }

  private void lookAt() {
    desk.print(
        List.of(
            "",
            "Practice runs. What to look at:",
            "  quantum status                                the services, what protects the positions",
            "  quantum positions                             R now, stop, what was taken",
            "  quantum inspect ETHUSDT                       one symbol, and why nothing happens now",
            "  journalctl -u quantum-harvest-brain | grep '\\[HARVEST\\]'",
            "  quantum practice --off                        stops it and puts everything back",
            ""));
  }

  private int off(Redis redis) throws IOException, InterruptedException, CannotPractise {
    if (!files.arePlaced()) {
      say("practice is off");
      return Desk.FINE;
    }
    needSystemd();
    List<String> before = files.noted(BEFORE).stream().filter(unit -> !unit.isBlank()).toList();
    Systemd.stop(Systemd.UNITS);
    files.remove();
    Systemd.reload();
    new PracticeKeys(redis).clear();
    if (!before.isEmpty()) {
      Systemd.restart(before);
    }
    say(
        "practice is off: its files and keys are gone, "
            + (before.isEmpty()
                ? "nothing runs, as before"
                : String.join(" ", before) + " run as before"));
    return Desk.FINE;
  }

  private static void needSystemd() throws CannotPractise {
    if (!Systemd.isHere()) {
      throw new CannotPractise("no systemd runs here, and the services are its units");
    }
  }

  /** What is open would be left alone: the services look after the practice then. */
  private void needNothingOpen(Redis redis) throws CannotPractise {
    if (redis.names().positionsOpen().startsWith(PracticePlan.NAMESPACE + ":")) {
      return;
    }
    int open = redis.commands().smembers(redis.names().positionsOpen()).size();
    if (open > 0) {
      throw new CannotPractise(
          open
              + " positions are open, and nobody would look after them meanwhile: quantum positions");
    }
  }

  private void say(String line) {
    desk.out().println(line);
  }
}
