<?php
// users.php NAME: sees to it that the administrator exists and has the password that comes by standard input.
$name = $argv[1];
$password = rtrim(stream_get_contents(STDIN), "\n");
$file = '/storage/conf/users.auth.php';
$lines = is_file($file) ? file($file, FILE_IGNORE_NEW_LINES) : ['# users.auth.php', '# <?php exit()?>', '# login:passwordhash:Real Name:email:groups,comma,separated'];
$kept = [];
$fields = [$name, '', 'Administrator', "$name@localhost", 'admin,user'];
foreach ($lines as $line) {
    $found = preg_split('/(?<!\\\\):/', $line);
    if ($found[0] === $name && count($found) >= 5) $fields = $found;
    else $kept[] = $line;
}
if (password_verify($password, $fields[1])) exit(0);
$fields[1] = password_hash($password, PASSWORD_BCRYPT);
$kept[] = implode(':', $fields);
if (file_put_contents("$file.new", implode("\n", $kept) . "\n") === false || !chmod("$file.new", 0600) || !rename("$file.new", $file)) exit(1);
