package quantum.system.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium without a window, driven by the driver of its own package. Both are named, so that
 * nothing is looked for or downloaded, and the browser finds no host but this machine.
 */
final class Browser implements AutoCloseable {
  /** Where Debian's packages chromium and chromium-driver put them. */
  private static final Path PROGRAM = program("quantum.browser.program", "/usr/bin/chromium");

  private static final Path DRIVER = program("quantum.browser.driver", "/usr/bin/chromedriver");

  /** A service's sign of life is believed for 30 s. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration LOADS = Duration.ofSeconds(30);
  private static final long POLL_NANOS = 10_000_000;

  /** It would warn that it has no classes for this version's protocol, which are not needed. */
  private static final Logger PROTOCOL = Logger.getLogger("org.openqa.selenium.devtools");

  private final ChromeDriver driver;
  private final Path profile;

  private Browser(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  private static Path program(String property, String usual) {
    return Path.of(System.getProperty(property, usual));
  }

  /** What this machine lacks, if there is no browser. */
  static Optional<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Path program : List.of(PROGRAM, DRIVER)) {
      if (!Files.isExecutable(program)) {
        missing.add(program.toString());
      }
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", missing));
  }

  static Browser start() {
    PROTOCOL.setLevel(Level.SEVERE);
    Path profile;
    try {
      profile = Files.createTempDirectory("browser-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(PROGRAM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // tests may run as root
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars", // as on a phone, where they take no room
        "--user-data-dir=" + profile,
        "--no-first-run",
        "--no-default-browser-check",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-quic",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--lang=en-US");
    LoggingPreferences told = new LoggingPreferences();
    told.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, told);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().pageLoadTimeout(LOADS).scriptTimeout(LONGEST);
    return new Browser(driver, profile);
  }

  /** Name and version, as it says. */
  String version() {
    return driver.getCapabilities().getBrowserName()
        + " "
        + driver.getCapabilities().getBrowserVersion();
  }

  /** Loads an address anew, also where only what stands behind its # differs from now. */
  void open(String address) {
    driver.get("about:blank");
    driver.get(address);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** The system's colours as the page sees them: {@code dark} or {@code light}. */
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Follows a link of the page itself: nothing is loaded anew. */
  void follow(String hash) {
    run("location.hash = arguments[0]", hash);
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  Object runAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  long number(String script, Object... arguments) {
    return ((Number) run("return " + script, arguments)).longValue();
  }

  boolean holds(String script, Object... arguments) {
    return Boolean.TRUE.equals(run("return Boolean(" + script + ")", arguments));
  }

  String text(String selector) {
    return (String) run("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
  }

  WebElement element(String selector) {
    await(selector, () -> holds("document.querySelector(arguments[0])", selector));
    return driver.findElement(By.cssSelector(selector));
  }

  /** The element that the keyboard acts on. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  void await(String what, String script, Object... arguments) {
    await(what, () -> holds(script, arguments));
  }

  void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within " + LONGEST + ": " + what + "; the page shows:\n" + text("body"));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Clicks, also where the page draws the element anew at that moment. */
  void click(String selector) {
    await(
        selector + " can be clicked",
        () -> {
          try {
            element(selector).click();
            return true;
          } catch (StaleElementReferenceException e) {
            return false;
          }
        });
  }

  void press(Keys key) {
    focused().sendKeys(key);
  }

  /** By how many pixels the page is wider than the screen. */
  long overflow() {
    return number("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /** Forgets the files that it has loaded before. */
  void forget() {
    driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
  }

  /** What the browser's own console says since it was asked last. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  void screenshot(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
    try (var files = Files.walk(profile)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // the browser's last words; the system empties its folder for such files
    }
  }
}
