package quantum.distribution;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs several mains in one JVM, so that one AOT cache can be learned from all of them. It lies in
 * the class path of the installation because a cache belongs to a class path; nothing else uses it.
 */
public final class Together {
  private Together() {}

  public static void main(String[] mains) throws ReflectiveOperationException {
    for (String name : mains) {
      Method main = Class.forName(name).getMethod("main", String[].class);
      Thread.ofPlatform().name(name).start(() -> run(main));
    }
  }

  private static void run(Method main) {
    try {
      main.invoke(null, (Object) new String[0]);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(main.getDeclaringClass().getName(), e);
    }
  }
}
