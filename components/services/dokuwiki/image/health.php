<?php
// Whether pages can be read and written: the volume is there and takes a file.
$probe = '/storage/data/tmp/health-' . getmypid();
$well = is_readable('/storage/conf/local.protected.php') && @file_put_contents($probe, 'ok') === 2 && @unlink($probe);
http_response_code($well ? 200 : 503);
header('Content-Type: text/plain');
echo $well ? "OK\n" : "the storage cannot be written\n";
