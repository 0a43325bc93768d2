package quantum.runtime.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The service manager's end of NOTIFY_SOCKET: a Unix datagram socket of the system's own. */
public final class NotifyReceiver implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final short POLLIN = 1;
  private static final int MAX_BYTES = 4096;

  private static final MethodHandle SOCKET = function("socket", 3);
  private static final MethodHandle CLOSE = function("close", 1);
  private static final MethodHandle BIND =
      handle(
          "bind",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));
  private static final MethodHandle POLL =
      handle(
          "poll",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle RECV =
      handle(
          "recv",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private final String address;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment message = arena.allocate(MAX_BYTES);
  private final MemorySegment poll = arena.allocate(8, 4);
  private final int descriptor;

  /**
   * @param address a path that does not exist yet, or '@' and the name of an abstract socket
   */
  public NotifyReceiver(String address) {
    this.address = address;
    descriptor = (int) call(() -> (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = address.startsWith("@");
    MemorySegment bytes = arena.allocate(3 + name.length, 2);
    bytes.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, bytes, ValueLayout.JAVA_BYTE, 2, name.length);
    if (isAbstract) {
      bytes.set(ValueLayout.JAVA_BYTE, 2, (byte) 0);
    }
    int length = name.length + (isAbstract ? 2 : 3);
    call(() -> (int) BIND.invokeExact(descriptor, bytes, length));
  }

  /** What NOTIFY_SOCKET has to be. */
  public String address() {
    return address;
  }

  /** The next message, waiting for it; empty after the time given. */
  public Optional<String> next(Duration atMost) {
    poll.set(ValueLayout.JAVA_INT, 0, descriptor);
    poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
    int millis = Math.toIntExact(atMost.toMillis());
    if (call(() -> (int) POLL.invokeExact(poll, 1L, millis)) == 0) {
      return Optional.empty();
    }
    long read = call(() -> (long) RECV.invokeExact(descriptor, message, (long) MAX_BYTES, 0));
    byte[] text = message.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
    return Optional.of(new String(text, StandardCharsets.UTF_8));
  }

  /** Everything that has arrived. */
  public List<String> drain() {
    List<String> messages = new ArrayList<>();
    for (Optional<String> next = next(Duration.ZERO);
        next.isPresent();
        next = next(Duration.ZERO)) {
      messages.add(next.get());
    }
    return messages;
  }

  /** Reads on until such a message comes; what came before it is dropped. */
  public String await(Predicate<String> wanted, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    List<String> others = new ArrayList<>();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      Optional<String> next = next(left);
      if (next.isEmpty()) {
        throw new AssertionError("not told within " + atMost + ", only " + others);
      }
      if (wanted.test(next.get())) {
        return next.get();
      }
      others.add(next.get());
    }
  }

  @Override
  public void close() {
    call(() -> (int) CLOSE.invokeExact(descriptor));
    arena.close();
  }

  @FunctionalInterface
  private interface NativeCall {
    long run() throws Throwable;
  }

  private static long call(NativeCall call) {
    try {
      long result = call.run();
      if (result < 0) {
        throw new IllegalStateException("the system refused a socket call");
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(String name, int ints) {
    ValueLayout[] arguments = new ValueLayout[ints];
    Arrays.fill(arguments, ValueLayout.JAVA_INT);
    return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  @SuppressWarnings("restricted") // tests run with native access
  private static MethodHandle handle(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }
}
